/// A corpus being read: passages in a store, and an index of their pieces.
struct CorpusDraft<Destination: ByteDestination> {
  private(set) var writer: TokenStoreWriter<Destination>
  private(set) var index = PieceIndex()
  private var hash = TextHash()
  private var statistics = CorpusStatistics()
  private var warnings: [String] = []

  /// Reads all passages.
  ///
  /// - Throws: ``CorpusError``, or an error of the destination.
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

  /// True if there is no text.
  var isEmpty: Bool { writer.parts.isEmpty }

  /// Assigns the final tokens.
  ///
  /// - Parameters:
  ///   - tokenizer: The tokenizer.
  ///   - store: Creates a store from all passages and the token of every piece.
  /// - Returns: The corpus.
  /// - Throws: ``CorpusError/unknownPieces(_:count:names:)``,
  ///   ``CorpusError/unknownCondition(_:names:known:)``, or an error of the destination.
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
