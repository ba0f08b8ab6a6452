/// The changes of a vocabulary that was extended for new text.
public struct VocabularyGrowth: Equatable, Sendable {
  /// The names of the pieces and conditions that were added, in the order of their tokens.
  public var added: [String]
  /// The names of old pieces and conditions that do not occur in the new text.
  public var missing: [String]

  /// Compares a vocabulary with its extension.
  ///
  /// - Parameters:
  ///   - old: The vocabulary before extension.
  ///   - new: The extended vocabulary; traps if it does not start with the old one.
  ///   - used: The tokens of the new text, each at least once.
  public init(from old: Vocabulary, to new: Vocabulary, used: some Sequence<Token>) {
    precondition(new.isGrown(from: old), "a vocabulary that has not grown from the other")
    var isUsed = [Bool](repeating: false, count: new.count)
    for token in used { isUsed[Int(token)] = true }
    added = (old.count..<new.count).map { new.displayName(of: Token($0)) }
    missing = (Int(Vocabulary.firstPiece)..<old.count).filter { token in
      if case .byte = old.entry(of: Token(token)) { false } else { !isUsed[token] }
    }.map { old.displayName(of: Token($0)) }
  }
}
