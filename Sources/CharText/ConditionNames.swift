/// The names of conditions, as messages list them.
enum ConditionNames {
  /// How many a message names.
  private static let shown = 10

  /// What to give instead of a name that is not known.
  static func advice(_ known: [String]) -> String {
    guard !known.isEmpty else { return "it was trained without --condition and knows none" }
    let rest = known.count - shown
    return "it knows " + known.prefix(shown).map(display).joined(separator: ", ")
      + (rest > 0 ? " and \(rest) more (charlm info lists them)" : "")
  }

  /// A name without scalars that show nothing.
  static func display(_ name: String) -> String { Vocabulary.displayName(of: Array(name.utf8)) }

  /// The least number of characters to insert, remove and replace between two names
  /// (Levenshtein 1966).
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in b.enumerated() {
        let replaced = diagonal + (left == right ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}

extension Vocabulary {
  /// The names of all conditions, the most similar to another name first.
  func conditions(like name: String) -> [String] {
    conditionNames.map { ($0, ConditionNames.distance($0, name)) }
      .sorted { $0.1 < $1.1 }.map(\.0)  // The sort is stable.
  }

  /// The token of a condition.
  ///
  /// - Parameter name: The condition.
  /// - Returns: The token.
  /// - Throws: ``TokenizerError/unknownCondition(_:known:)``.
  package func condition(named name: String) throws(TokenizerError) -> Token {
    guard let token = token(ofCondition: name) else {
      throw .unknownCondition(name, known: conditions(like: name))
    }
    return token
  }
}
