/// The kinds of scalars that matter for recognizing an encoding.
enum ScriptKind {
  case latin, cyrillic, greek, hebrew, arabic, thai, han, kana, hangul
  /// Punctuation of any alphabet.
  case punctuation
  /// Punctuation of Chinese, Japanese and Korean.
  case idealPunctuation
  /// Controls, private use and unassigned code points.
  case broken
  case symbol

  init(of scalar: UInt32) {
    switch scalar {
    case 0xA0, 0xA1, 0xA3, 0xA7, 0xA9, 0xAA, 0xAB, 0xAE, 0xB0, 0xB7, 0xBA, 0xBB, 0xBF,
      0x2010...0x2026, 0x2030, 0x20AC, 0x2116, 0x2122:
      self = .punctuation
    case 0x80..<0xA0, 0xE000..<0xF900, 0xFFF0..., 0x2500..<0x2600: self = .broken
    case 0xC0..<0x250 where scalar != 0xD7 && scalar != 0xF7: self = .latin
    case 0x1E00..<0x1F00: self = .latin
    case 0x370..<0x400: self = .greek
    case 0x400..<0x530: self = .cyrillic
    case 0x590..<0x600: self = .hebrew
    case 0x600..<0x700: self = .arabic
    case 0xE00..<0xE80: self = .thai
    case 0x3000..<0x3030, 0xFF01..<0xFF61: self = .idealPunctuation
    case 0x3040..<0x3100, 0xFF61..<0xFFA0: self = .kana
    case 0x3400..<0xA000, 0xF900..<0xFB00: self = .han
    case 0xAC00..<0xD7B0: self = .hangul
    default: self = .symbol
    }
  }

  var isIdeographic: Bool { self == .han || self == .kana || self == .hangul }

  /// True if letters of this kind form words only among themselves.
  var isAlphabetic: Bool {
    switch self {
    case .latin, .cyrillic, .greek, .hebrew, .arabic, .thai: true
    default: false
    }
  }

  /// Returns the lowercase form of a capital letter; nil for other scalars.
  static func lowercase(_ scalar: UInt32) -> UInt32? {
    guard scalar < 0x530 || (0x1E00..<0x1F00).contains(scalar),
      let lower = Unicode.Scalar(scalar)?.properties.lowercaseMapping,
      let first = lower.unicodeScalars.first, first.value != scalar
    else { return nil }
    return first.value
  }
}
