/// Condition names in messages.
enum ConditionNames {
  /// The maximum number of names in a message.
  private static let shown = 10

  /// Returns advice for an unknown name.
  static func advice(_ known: [String]) -> String {
    guard !known.isEmpty else { return "it was trained without `condition` and knows none" }
    let rest = known.count - shown
    return "it knows " + known.prefix(shown).map(display).joined(separator: ", ")
      + (rest > 0 ? " and \(rest) more" : "")
  }

  /// Returns a name with invisible scalars escaped.
  static func display(_ name: String) -> String { Vocabulary.displayName(of: Array(name.utf8)) }
}

extension Vocabulary {
  /// Returns the names of all conditions, the most similar to a name first.
  func conditions(like name: String) -> [String] {
    conditionNames.map { ($0, $0.editDistance(to: name)) }
      .sorted { $0.1 < $1.1 }.map(\.0)  // The sort is stable.
  }

  /// Returns the display name of a condition; nil for other tokens.
  package func conditionName(of token: Token) -> String? {
    guard case .condition(let name)? = contains(token) ? entry(of: token) : nil else { return nil }
    return ConditionNames.display(name)
  }
}

extension Tokenizer {
  /// Returns the token of a condition.
  ///
  /// - Parameter name: The condition, in any normalization form.
  /// - Returns: The token.
  /// - Throws: ``TokenizerError/unknownCondition(_:known:)``.
  package func condition(named name: String) throws(TokenizerError) -> Token {
    let name = String(decoding: configuration.conditionName(Array(name.utf8)), as: UTF8.self)
    guard let token = vocabulary.token(ofCondition: name) else {
      throw .unknownCondition(name, known: vocabulary.conditions(like: name))
    }
    return token
  }
}

extension TextConfiguration {
  /// Returns the normalized name of a condition, so that one name has one spelling; its case stays,
  /// because it is not text.
  func conditionName(_ name: [UInt8]) -> [UInt8] {
    guard let normalizer = TextNormalizer(normalization, foldsCase: false) else { return name }
    var output: [UInt8] = []
    normalizer.append(name, 0..<name.count, to: &output)
    return output
  }
}
