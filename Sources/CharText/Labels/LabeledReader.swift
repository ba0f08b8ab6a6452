/// Reads labeled text from files and converts it to tokens and targets.
///
/// ```swift
/// let reader = LabeledReader(paths: ["train.tsv"], format: .columns)
/// let (tokenizer, corpus) = try reader.build(TextConfiguration())
/// let test = try LabeledReader(paths: ["test.tsv"], format: .columns)
///   .encode(with: tokenizer, labels: corpus.labels)
/// ```
///
/// Files are read once, about 256 KiB at a time.
public struct LabeledReader: Sendable {
  private let paths: [String]
  private let format: LabeledFormat
  private let selection: CorpusSelection
  private let invalidUTF8: InvalidUTF8Policy
  private let chunkSize: Int

  /// Creates a reader of files, directories (all their files at any depth, sorted by path) or `-`
  /// for standard input.
  ///
  /// - Parameters:
  ///   - paths: The inputs, in reading order.
  ///   - format: The file format.
  ///   - selection: The files to read from directories, and their encoding.
  ///   - invalidUTF8: The treatment of bytes that are not UTF-8.
  public init(
    paths: [String], format: LabeledFormat, selection: CorpusSelection = CorpusSelection(),
    invalidUTF8: InvalidUTF8Policy = .error
  ) {
    self.init(
      paths: paths, format: format, selection: selection, invalidUTF8: invalidUTF8,
      chunkSize: CorpusReader.defaultChunkSize)
  }

  package init(
    paths: [String], format: LabeledFormat, selection: CorpusSelection = CorpusSelection(),
    invalidUTF8: InvalidUTF8Policy = .error, chunkSize: Int
  ) {
    self.selection = selection
    self.paths = paths
    self.format = format
    self.invalidUTF8 = invalidUTF8
    self.chunkSize = chunkSize
  }

  /// Reads the text, builds a vocabulary of its pieces and a list of its labels, and encodes it.
  ///
  /// - Parameters:
  ///   - configuration: The text configuration; its document boundary is ignored.
  ///   - minimumCount: The minimum count of a piece in the vocabulary.
  ///   - maximumSize: The maximum number of pieces; nil is no limit.
  /// - Returns: The tokenizer, and the corpus, whose labels are in byte order.
  /// - Throws: ``CorpusError`` or ``LabeledFileError``.
  public func build(
    _ configuration: TextConfiguration, minimumCount: Int = 1, maximumSize: Int? = nil
  ) throws -> (tokenizer: Tokenizer, corpus: LabeledCorpus) {
    let tokenizer: Tokenizer
    var corpus: LabeledCorpus
    if configuration.unit == .byte {
      tokenizer = Tokenizer(configuration: configuration, vocabulary: .bytes)
      corpus = try encode(with: tokenizer, labels: [])
    } else {
      var encoder = LabeledEncoder(
        configuration, format: format, labels: LabelIndex(), sink: PieceCounter())
      try read(into: &encoder)
      let (sink, targets) = encoder.take(replacement: PieceCounter())
      let built = sink.finish(
        unit: configuration.unit, minimumCount: minimumCount, maximumSize: maximumSize)
      tokenizer = Tokenizer(configuration: configuration, vocabulary: built.vocabulary)
      corpus = collect(built.tokens, targets, encoder, unknown: built.unknown)
    }
    let (names, numbers) = LabelIndex(corpus.labels).sorted
    corpus.labels = names
    corpus.knownLabels = names.count
    for index in corpus.targets.indices where corpus.targets[index] != LabeledCorpus.noTarget {
      corpus.targets[index] = numbers[Int(corpus.targets[index])]
    }
    return (tokenizer, corpus)
  }

  /// Reads the text and encodes it with an existing tokenizer and labels.
  ///
  /// - Parameters:
  ///   - tokenizer: The tokenizer.
  ///   - labels: The known labels; new ones are appended.
  /// - Returns: The corpus.
  /// - Throws: ``CorpusError`` or ``LabeledFileError``.
  public func encode(with tokenizer: Tokenizer, labels: [String]) throws -> LabeledCorpus {
    var encoder = LabeledEncoder(
      tokenizer.configuration, format: format, labels: LabelIndex(labels),
      sink: PieceLookup(tokenizer.vocabulary, tokenizer.configuration.unknown))
    try read(into: &encoder)
    let (sink, targets) = encoder.take(
      replacement: PieceLookup(tokenizer.vocabulary, tokenizer.configuration.unknown))
    var corpus = collect(sink.tokens, targets, encoder, unknown: sink.unknown)
    corpus.knownLabels = labels.count
    return corpus
  }

  private func collect(
    _ tokens: [Token], _ targets: [Int32], _ encoder: LabeledEncoder<some TokenSink>, unknown: Int
  ) -> LabeledCorpus {
    var corpus = LabeledCorpus()
    corpus.tokens = tokens
    corpus.targets = targets
    corpus.labels = encoder.labels.names
    corpus.statistics = encoder.statistics
    corpus.statistics.unknownTokens = unknown
    corpus.warnings = encoder.warnings
    return corpus
  }

  private func read(into encoder: inout LabeledEncoder<some TokenSink>) throws {
    let (files, warnings) = try CorpusFiles.find(paths, selection)
    encoder.warnings += warnings
    for file in files {
      let name = FileSource.title(of: file.path)
      try encoder.read(
        TextSource(file.path, encoding: selection.encoding, invalid: invalidUTF8), name: name,
        invalidUTF8: invalidUTF8, chunkSize: chunkSize)
    }
    guard encoder.statistics.sequences > 0 else {
      throw LabeledFileError.nothing(paths, format: format)
    }
  }
}
