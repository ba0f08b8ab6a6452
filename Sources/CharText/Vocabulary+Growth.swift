extension Vocabulary {
  /// The number of tokens that represent pieces.
  var pieceCount: Int { entries.count { if case .piece = $0 { true } else { false } } }

  /// Returns this vocabulary with new entries after its own.
  ///
  /// - Parameter entries: Pieces of the same unit, bytes and conditions in the order of their new
  ///   tokens; existing ones are skipped.
  /// - Returns: The vocabulary.
  func grown(by entries: [Entry]) -> Vocabulary {
    let added = entries.filter { entry in
      switch entry {
      case .piece(let piece): token(forBytes: piece) == nil
      case .byte: !spellsBytes
      case .condition(let name): token(ofCondition: name) == nil
      }
    }
    return Vocabulary(unit: unit, checked: self.entries + added)
  }

  /// Returns whether this vocabulary is another one, possibly with tokens appended.
  package func isGrown(from old: Vocabulary) -> Bool {
    unit == old.unit && entries.starts(with: old.entries)
  }
}

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
