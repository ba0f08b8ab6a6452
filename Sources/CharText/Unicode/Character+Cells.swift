extension Character {
  /// The number of terminal columns: 2 for wide characters, emoji and flags, else 1. Line ends and tabs, whose
  /// width depends on their place, count as 1.
  package var cells: Int {
    let scalars = unicodeScalars
    guard let first = scalars.first else { return 1 }
    if first.value < 0x80, scalars.count == 1 { return 1 }
    // The variation selector asks for an emoji; two regional indicators are a flag.
    let isFlag = scalars.count > 1 && (0x1F1E6...0x1F1FF).contains(first.value)
    if isFlag || scalars.contains("\u{FE0F}") { return 2 }
    return Swift.max(1, scalars.reduce(0) { Swift.max($0, UTF8Proc.width($1.value)) })
  }

  /// True for a control character, which has no glyph, and a mark without a base.
  package var lacksGlyph: Bool {
    guard let first = unicodeScalars.first else { return true }
    return first.value < 0x20 || (0x7F..<0xA0).contains(first.value)
      || unicodeScalars.allSatisfy { UTF8Proc.width($0.value) == 0 }
  }
}
