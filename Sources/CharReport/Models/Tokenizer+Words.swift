package import CharText

extension Tokenizer {
  /// What happens to a text before it is cut into tokens, in words.
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

  /// What a token stands for: its text, or its name if it has none of its own.
  package func text(of token: Token) -> String {
    guard token >= Vocabulary.firstPiece else { return vocabulary.displayName(of: token) }
    return String(validating: vocabulary.bytes(of: token), as: UTF8.self)
      ?? vocabulary.displayName(of: token)
  }
}
