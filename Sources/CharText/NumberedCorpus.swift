/// A corpus in memory whose pieces have numbers, but no tokens yet.
struct NumberedCorpus {
  private var passages: [(numbers: NarrowNumbers, places: [Int32])] = []
  private(set) var index = PieceIndex()
  private(set) var hash = TextHash()
  var statistics = CorpusStatistics()
  var warnings: [String] = []

  mutating func append(_ passage: NumberedPassage) {
    passages.append((passage.numbers, index.add(passage)))
    hash.append(passage.hash)
  }

  /// The corpus under the ids of a tokenizer.
  ///
  /// - Throws: ``CorpusError/unknownPieces(_:count:names:)``.
  consuming func encoded(_ tokenizer: Tokenizer) throws -> EncodedCorpus {
    let pieces = index.tokens(tokenizer)
    try pieces.check(index, tokenizer, statistics)
    let count = passages.reduce(0) { $0 + $1.numbers.count }
    var tokens: [Token] = []
    if pieces.spelled.isEmpty {
      tokens = [Token](repeating: 0, count: count)
      var start = 0
      for (numbers, places) in passages {
        numbers.map(pieces.table(places) ?? [], to: &tokens, at: start)
        start += numbers.count
      }
    } else {
      tokens.reserveCapacity(count)
      for (numbers, places) in passages { pieces.append(numbers, places, to: &tokens) }
    }
    statistics.tokens = tokens.count
    statistics.unknownTokens = pieces.unknownCount
    return EncodedCorpus(
      tokens: tokens, statistics: statistics, warnings: warnings, hash: hash.text)
  }
}

extension PieceTokens {
  /// Refuses what is not in the vocabulary, where that is an error.
  ///
  /// - Throws: ``CorpusError/unknownPieces(_:count:names:)``.
  func check(
    _ index: PieceIndex, _ tokenizer: Tokenizer, _ statistics: CorpusStatistics
  ) throws(CorpusError) {
    guard tokenizer.configuration.unknown == .error, !unknown.isEmpty else { return }
    throw .unknownPieces(
      unknown.prefix(UnknownPieces.shown).map { String(decoding: index.pieces[$0], as: UTF8.self) },
      count: unknown.count, names: statistics.inputs.map(\.name))
  }
}
