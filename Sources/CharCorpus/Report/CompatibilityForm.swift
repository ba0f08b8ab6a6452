/// The effect of NFKC on a compatibility character.
enum CompatibilityForm {
  /// A different shape of ordinary letters or digits: full-width and half-width forms, ligatures,
  /// positional forms of Arabic.
  case variant
  /// A character with a meaning of its own that NFKC would damage: SARA AM of Thai and Lao,
  /// superscripts, fractions, letters of Hangul, multi-character signs.
  case meaningful

  /// Classifies a scalar; nil if NFKC leaves it alone or loses little.
  init?(of scalar: UInt32) {
    switch scalar {
    case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A, 0xFF66...0xFF9F, 0xFB00...0xFB06,
      0xFB13...0xFB17, 0xFB1D...0xFB4F, 0xFB50...0xFBB1, 0xFBD3...0xFC5D, 0xFC64...0xFDF1,
      0xFE70...0xFEFC, 0x132, 0x133:
      self = .variant
    case 0xE33, 0xEB3, 0xEDC, 0xEDD, 0xF77, 0xF79, 0xB2, 0xB3, 0xB9, 0xBC...0xBE, 0x2070...0x209C,
      0x2150...0x215F, 0x2189, 0x2460...0x24EA, 0x3131...0x318E, 0x3200...0x33FF, 0xFC5E...0xFC63,
      0xFDF2...0xFDFC, 0xFFA0...0xFFDC, 0x1D400...0x1D7FF:
      self = .meaningful
    default: return nil
    }
  }
}
