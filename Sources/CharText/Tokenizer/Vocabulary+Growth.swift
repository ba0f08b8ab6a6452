extension Vocabulary {
  /// The number of tokens that stand for a piece of text.
  var pieceCount: Int { entries.count { if case .piece = $0 { true } else { false } } }

  /// A vocabulary in which all of this one have their tokens, and what else there is comes after them.
  ///
  /// - Parameter entries: Pieces, bytes and conditions in the order of their new tokens; those that
  ///   this vocabulary has are left out. They are of its unit.
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

  /// Whether this vocabulary is another one with tokens after its own, if any.
  package func isGrown(from old: Vocabulary) -> Bool {
    unit == old.unit && entries.starts(with: old.entries)
  }
}

/// What became of a vocabulary that met new text.
public struct VocabularyGrowth: Equatable, Sendable {
  /// The names of the pieces and conditions that were added, in the order of their tokens.
  public var added: [String]
  /// Those of the pieces and conditions that were there and are not in the new text.
  public var missing: [String]

  /// Compares a vocabulary with what has grown from it.
  ///
  /// - Parameters:
  ///   - old: The vocabulary before.
  ///   - new: The one after, which starts with all of the old; another one traps.
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
