/// A corpus as tokens that need not be in memory.
public struct StoredCorpus: Sendable {
  /// Every document in order, each after one ``Vocabulary/documentBoundary``; none at the end.
  public var tokens: TokenStore
  /// What was read.
  public var statistics: CorpusStatistics
  /// What a user should be told about the text, each in one line; for standard error.
  public var warnings: [String]
  /// Tells apart texts, after line ends and documents are settled.
  package var hash: String

  /// The same with all tokens in memory.
  public var encoded: EncodedCorpus {
    EncodedCorpus(
      tokens: tokens.tokens(0..<tokens.count), statistics: statistics, warnings: warnings)
  }
}

/// What a corpus becomes while it is read: passages in a store, and an index of their pieces.
struct CorpusDraft<Destination: ByteDestination> {
  private(set) var writer: TokenStoreWriter<Destination>
  private(set) var index = PieceIndex()
  private var hash = TextHash()
  private var statistics = CorpusStatistics()
  private var warnings: [String] = []

  /// Reads to the end.
  ///
  /// - Throws: ``CorpusError``, or what the destination throws.
  init(
    _ reader: sending PassageReader, _ configuration: TextConfiguration, threads: Int,
    to destination: Destination
  ) throws {
    writer = TokenStoreWriter(destination)
    (statistics, warnings) = try PassagePipeline.run(
      reader, PassageNumbering(configuration), threads: threads
    ) { passage in
      hash.append(passage.hash)
      try writer.append(passage, index.add(passage))
    }
  }

  /// Whether there is no text.
  var isEmpty: Bool { writer.parts.isEmpty }

  /// Settles the tokens.
  ///
  /// - Parameters:
  ///   - tokenizer: Text to tokens.
  ///   - store: Makes a store of all passages, and of the token of every piece.
  /// - Returns: The corpus.
  /// - Throws: ``CorpusError/unknownPieces(_:count:names:)``,
  ///   ``CorpusError/unknownCondition(_:names:known:)``, or what the destination throws.
  consuming func finish(
    _ tokenizer: Tokenizer,
    store: (consuming TokenStoreWriter<Destination>, StoredCorpusDescription) throws -> TokenStore
  ) throws -> StoredCorpus {
    let pieces = index.tokens(tokenizer)
    try pieces.check(index, tokenizer, statistics)
    try writer.spell(pieces)
    statistics.tokens = writer.parts.last?.end ?? 0
    statistics.unknownTokens = pieces.unknownCount
    let description = StoredCorpusDescription(
      pieces: pieces.tokens, statistics: statistics, warnings: warnings, hash: hash.text)
    return StoredCorpus(
      tokens: try store(writer, description), statistics: statistics, warnings: warnings,
      hash: hash.text)
  }
}

/// All of a stored corpus but its passages.
struct StoredCorpusDescription: Codable {
  /// The token of each piece.
  var pieces: [Token]
  var statistics: CorpusStatistics
  var warnings: [String]
  var hash: String
}
