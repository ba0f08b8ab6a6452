package import CharText

extension Tokenizer {
  /// A description of the text preparation before tokenization.
  package var treatment: String {
    var parts: [String] = []
    if configuration.normalization != .none {
      parts.append(configuration.normalization.rawValue.uppercased())
    }
    if configuration.foldsCase { parts.append("folded case") }
    if configuration.lineEnds == .lf { parts.append("line ends as LF") }
    if configuration.stripsByteOrderMark { parts.append("no byte order mark") }
    return parts.isEmpty ? "text as it stands" : parts.joined(separator: ", ")
  }

  /// Returns the text of a token, or its name if it has no text.
  package func text(of token: Token) -> String {
    guard token >= Vocabulary.firstPiece else { return vocabulary.displayName(of: token) }
    return String(validating: vocabulary.bytes(of: token), as: UTF8.self)
      ?? vocabulary.displayName(of: token)
  }
}
