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
