/// The Unicode normalization form of text ([UAX #15](https://www.unicode.org/reports/tr15/)).
public enum Normalization: String, CaseIterable, Codable, Sendable {
  /// No normalization.
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
  /// Normalizes a text, as defined by the installed utf8proc.
  ///
  /// With case folding the text is decomposed, folded, and then normalized, so that marks are in
  /// order before folding (definition D145 of The Unicode Standard); with ``none`` each scalar is
  /// only folded.
  ///
  /// - Parameters:
  ///   - text: Any text.
  ///   - foldingCase: Whether to apply full case folding: ß becomes ss, and Σ, σ and ς all become
  ///     σ.
  /// - Returns: The normalized text.
  public func apply(to text: String, foldingCase: Bool = false) -> String {
    let configuration = TextConfiguration(
      unit: .scalar, normalization: self, foldsCase: foldingCase)
    return String(decoding: configuration.prepare(Array(text.utf8)), as: UTF8.self)
  }

  /// The version of Unicode used for normalization, folding and clusters.
  public static var unicodeVersion: String { UTF8Proc.unicodeVersion }
}
