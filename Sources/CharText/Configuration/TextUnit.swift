/// What one token stands for.
public enum TextUnit: String, CaseIterable, Codable, Sendable {
  /// One byte of the UTF-8 text; any bytes at all can be read, and nothing is ever unknown.
  case byte
  /// One Unicode scalar value (code point).
  case scalar
  /// One extended grapheme cluster: what a reader calls a character
  /// ([UAX #29](https://www.unicode.org/reports/tr29/)), as the installed utf8proc cuts it.
  case grapheme
}
