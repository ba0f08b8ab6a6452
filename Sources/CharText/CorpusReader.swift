/// Reads text from files or memory and turns it into a corpus of tokens.
///
/// ```swift
/// let reader = CorpusReader(paths: ["corpora/letters"])
/// let (tokenizer, corpus) = try reader.build(TextConfiguration())
/// let validation = try CorpusReader(paths: ["valid.txt"]).encode(with: tokenizer)
/// ```
///
/// Files are read once, about a megabyte at a time; what is held in memory is the tokens, 4 bytes
/// each.
public struct CorpusReader: Sendable {
  private enum Input: Sendable {
    case paths([String])
    case bytes([UInt8], name: String)
  }

  private let input: Input
  private let invalidUTF8: InvalidUTF8Policy
  private let chunkSize: Int

  /// How many bytes are read at a time.
  package static let defaultChunkSize = 1 << 20

  /// Reads files, directories (all their files at any depth, sorted by path; hidden ones skipped;
  /// symbolic links followed, no directory twice) or `-` for standard input.
  ///
  /// - Parameters:
  ///   - paths: What to read, in this order. Empty files are skipped.
  ///   - invalidUTF8: What to do about bytes that are not UTF-8.
  public init(paths: [String], invalidUTF8: InvalidUTF8Policy = .error) {
    self.init(paths: paths, invalidUTF8: invalidUTF8, chunkSize: Self.defaultChunkSize)
  }

  /// Reads a text in memory as if it were one file.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - name: What statistics and messages call it.
  public init(text: String, name: String = "text") {
    self.init(bytes: Array(text.utf8), name: name)
  }

  package init(paths: [String], invalidUTF8: InvalidUTF8Policy = .error, chunkSize: Int) {
    input = .paths(paths)
    self.invalidUTF8 = invalidUTF8
    self.chunkSize = chunkSize
  }

  package init(
    bytes: [UInt8], name: String = "text", invalidUTF8: InvalidUTF8Policy = .error,
    chunkSize: Int = defaultChunkSize
  ) {
    input = .bytes(bytes, name: name)
    self.invalidUTF8 = invalidUTF8
    self.chunkSize = chunkSize
  }

  /// Reads the text, makes a vocabulary of its pieces, and encodes it.
  ///
  /// With the byte unit the vocabulary is always all bytes, and the two limits play no part.
  ///
  /// - Parameters:
  ///   - configuration: How to read the text.
  ///   - minimumCount: Pieces that occur less often become unknown.
  ///   - maximumSize: The largest number of pieces, the two special tokens not among them; the
  ///     most frequent ones stay, and of equally frequent ones the first by their bytes. Nil is no
  ///     limit.
  /// - Returns: The tokenizer, and the corpus under its ids.
  /// - Throws: ``CorpusError``.
  public func build(
    _ configuration: TextConfiguration, minimumCount: Int = 1, maximumSize: Int? = nil
  ) throws -> (tokenizer: Tokenizer, corpus: EncodedCorpus) {
    if configuration.unit == .byte {
      let tokenizer = Tokenizer(configuration: configuration, vocabulary: .bytes)
      return (tokenizer, try encode(with: tokenizer))
    }
    var encoder = CorpusEncoder(configuration, sink: PieceCounter())
    try read(into: &encoder)
    let (statistics, warnings) = (encoder.statistics, encoder.warnings)
    let (vocabulary, tokens, unknown) = encoder.takeSink(replacement: PieceCounter()).finish(
      unit: configuration.unit, minimumCount: minimumCount, maximumSize: maximumSize)
    let corpus = try corpus(tokens, unknown: unknown, statistics, warnings)
    return (Tokenizer(configuration: configuration, vocabulary: vocabulary), corpus)
  }

  /// Reads the text and encodes it with a tokenizer that already exists, in the way that the
  /// tokenizer's configuration says.
  ///
  /// - Throws: ``CorpusError``.
  public func encode(with tokenizer: Tokenizer) throws -> EncodedCorpus {
    var encoder = CorpusEncoder(
      tokenizer.configuration, sink: PieceLookup(tokenizer.vocabulary))
    try read(into: &encoder)
    let (statistics, warnings) = (encoder.statistics, encoder.warnings)
    var lookup = encoder.takeSink(replacement: PieceLookup(tokenizer.vocabulary))
    return try corpus(
      lookup.takeTokens(), unknown: lookup.unknown, statistics, warnings)
  }

  private func read(into encoder: inout CorpusEncoder<some TokenSink>) throws {
    switch input {
    case .bytes(let bytes, let name):
      encoder.reserve(bytes: bytes.count, files: 1)
      try encoder.read(
        MemorySource(bytes), name: name, invalidUTF8: invalidUTF8, chunkSize: chunkSize)
    case .paths(let paths):
      let files = try CorpusFiles.find(paths)
      encoder.reserve(bytes: files.reduce(0) { $0 + $1.size }, files: files.count)
      for file in files {
        try encoder.read(
          FileSource(file.path), name: file.path, invalidUTF8: invalidUTF8, chunkSize: chunkSize)
      }
    }
  }

  private func corpus(
    _ tokens: consuming [Token], unknown: Int, _ statistics: CorpusStatistics, _ warnings: [String]
  ) throws -> EncodedCorpus {
    guard !tokens.isEmpty else {
      switch input {
      case .paths(let paths): throw CorpusError.emptyText(paths)
      case .bytes(_, let name): throw CorpusError.emptyText([name])
      }
    }
    var statistics = statistics
    statistics.tokens = tokens.count
    statistics.unknownTokens = unknown
    return EncodedCorpus(tokens: tokens, statistics: statistics, warnings: warnings)
  }
}
