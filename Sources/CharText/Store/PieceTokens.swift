/// The tokens of the pieces of a corpus.
struct PieceTokens: Sendable {
  /// Of each piece, by its place; the unknown one where it has none of its own.
  var tokens: [Token] = []
  /// Those of pieces that are spelled.
  var spelled: [Int: [Token]] = [:]
  /// The first condition that is not in the vocabulary.
  var unknownCondition: String?
  /// The places of pieces that are not in the vocabulary.
  var unknown: [Int] = []
  /// How many tokens are unknown.
  var unknownCount = 0

  /// Refuses what is not in the vocabulary, where that is an error.
  ///
  /// - Throws: ``CorpusError/unknownPieces(_:count:names:)`` or
  ///   ``CorpusError/unknownCondition(_:names:known:)``.
  func check(
    _ index: PieceIndex, _ tokenizer: Tokenizer, _ statistics: CorpusStatistics
  ) throws(CorpusError) {
    if let unknownCondition {
      throw .unknownCondition(
        unknownCondition, names: statistics.inputs.map(\.name),
        known: tokenizer.vocabulary.conditions(like: unknownCondition))
    }
    guard tokenizer.configuration.unknown == .error, !unknown.isEmpty else { return }
    throw .unknownPieces(
      unknown.prefix(UnknownPieces.shown).map { String(decoding: index.pieces[$0], as: UTF8.self) },
      count: unknown.count, names: statistics.inputs.map(\.name))
  }
}
