/// The way from the bytes of files to tokens in a sink, chunk by chunk.
struct CorpusEncoder<Sink: TokenSink> {
  private let configuration: TextConfiguration
  private let normalizer: TextNormalizer?
  private var sink: Sink
  private(set) var statistics = CorpusStatistics()
  private(set) var warnings: [String] = []
  private var normalized: [UInt8] = []

  init(_ configuration: TextConfiguration, sink: Sink) {
    self.configuration = configuration
    normalizer = TextNormalizer(configuration.normalization, foldsCase: configuration.foldsCase)
    self.sink = sink
  }

  /// Makes room for the tokens once, so that they are not copied while they grow.
  ///
  /// A byte gives at most one token in nearly all text; room that is not used is never touched.
  mutating func reserve(bytes: Int, files: Int) {
    if bytes > 0 { sink.tokens.reserveCapacity(bytes + files) }
  }

  /// Hands over the sink without leaving a second owner of its tokens.
  mutating func takeSink(replacement: Sink) -> Sink {
    var taken = replacement
    swap(&taken, &sink)
    return taken
  }

  /// Reads one file to its end.
  ///
  /// - Throws: ``CorpusError``.
  mutating func read(
    _ source: some ByteSource, name: String, invalidUTF8: InvalidUTF8Policy, chunkSize: Int
  ) throws {
    let isRaw = configuration.takesAnyBytes
    let handling: TextCheck.Handling =
      isRaw ? .pass : invalidUTF8 == .replace ? .replace : .fail
    var check = TextCheck(file: name == "-" ? "standard input" : name, handling: handling)
    var splitter = DocumentSplitter(configuration.boundary)
    var reader = ChunkReader(source, chunkSize: chunkSize, isRaw: isRaw)
    var isFirst = true
    while var chunk = try reader.next() {
      try check.check(&chunk)
      if isFirst, configuration.stripsByteOrderMark,
        chunk.starts(with: UTF8Sequence.byteOrderMark)
      {
        chunk.removeFirst(UTF8Sequence.byteOrderMark.count)
      }
      isFirst = false
      configuration.lineEnds.apply(to: &chunk)
      let (text, segments) = splitter.split(chunk)
      for segment in segments { encode(text, segment) }
    }
    add(check, name)
  }

  private mutating func encode(_ text: [UInt8], _ segment: DocumentSplitter.Segment) {
    if segment.startsDocument {
      sink.tokens.append(Vocabulary.documentBoundary)
      statistics.documents += 1
    }
    guard let normalizer else {
      configuration.unit.cut(text, segment.range, into: &sink)
      return
    }
    normalized.removeAll(keepingCapacity: true)
    normalizer.append(text, segment.range, to: &normalized)
    configuration.unit.cut(normalized, 0..<normalized.count, into: &sink)
  }

  private mutating func add(_ check: TextCheck, _ name: String) {
    guard check.bytes > 0 else { return }
    statistics.inputs.append(CorpusStatistics.Input(name: name, bytes: check.bytes))
    statistics.bytes += check.bytes
    statistics.characters += check.characters
    statistics.words += check.words
    statistics.replacedSequences += check.replaced
    statistics.zeroBytes += check.zeroBytes
    if let warning = check.warning { warnings.append(warning) }
  }
}
