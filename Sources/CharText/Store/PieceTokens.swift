/// The tokens of all pieces of a corpus.
struct PieceTokens: Sendable {
  /// The token of each piece, by index; the unknown token if it has none.
  var tokens: [Token] = []
  /// The tokens of pieces that are spelled by bytes, by index.
  var spelled: [Int: [Token]] = [:]
  /// The first condition that is not in the vocabulary.
  var unknownCondition: String?
  /// The indices of pieces that are not in the vocabulary.
  var unknown: [Int] = []
  /// The number of unknown tokens.
  var unknownCount = 0

  /// Throws if unknown pieces or conditions are an error.
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
