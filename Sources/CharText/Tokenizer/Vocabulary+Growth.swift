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
