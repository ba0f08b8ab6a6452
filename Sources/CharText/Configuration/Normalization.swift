/// The Unicode normalization form that text is brought into
/// ([UAX #15](https://www.unicode.org/reports/tr15/)).
public enum Normalization: String, CaseIterable, Codable, Sendable {
  /// The text as it stands.
  case none
  /// Canonical composition: e with an acute accent is one scalar.
  case nfc
  /// Canonical decomposition: e with an acute accent is two scalars.
  case nfd
  /// Compatibility composition: also the ligature ﬁ becomes fi, and ½ becomes 1⁄2.
  case nfkc
  /// Compatibility decomposition.
  case nfkd
}

extension Normalization {
  /// Brings a text into this form, as the installed utf8proc defines it.
  ///
  /// With case folding the text is decomposed, folded, and then brought into the form, so that
  /// marks are in order before folding looks at them (definition D145 of The Unicode Standard);
  /// with ``none`` each scalar is folded and nothing else happens.
  ///
  /// - Parameters:
  ///   - text: Any text.
  ///   - foldingCase: Whether full case folding is applied, so that ß becomes ss and Σ, σ and ς
  ///     all become σ.
  /// - Returns: The text in this form.
  public func apply(to text: String, foldingCase: Bool = false) -> String {
    let configuration = TextConfiguration(
      unit: .scalar, normalization: self, foldsCase: foldingCase)
    return String(decoding: configuration.prepare(Array(text.utf8)), as: UTF8.self)
  }

  /// The version of Unicode that decides about normalization, folding and clusters here.
  public static var unicodeVersion: String { UTF8Proc.unicodeVersion }
}
