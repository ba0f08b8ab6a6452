/// The unit of text that one token represents.
public enum TextUnit: String, CaseIterable, Codable, Sendable {
  /// One byte; arbitrary bytes are accepted, and nothing is unknown.
  case byte
  /// One Unicode scalar value (code point).
  case scalar
  /// One extended grapheme cluster, a user-perceived character ([UAX
  /// #29](https://www.unicode.org/reports/tr29/)), as the installed utf8proc segments it.
  case grapheme
}
