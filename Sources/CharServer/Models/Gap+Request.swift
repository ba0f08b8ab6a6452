internal import CharForms

extension Gap {
  /// Creates a gap before a suffix, whose filling meets a request. Without a grammar it has no line ends.
  ///
  /// - Parameters:
  ///   - request: the constraint on the filling, which is not a form.
  ///   - length: the number of characters.
  /// - Throws: `ConstraintError` if it is not supported, or no filling fits.
  init(meeting request: ConstraintRequest, length: ClosedRange<Int>) throws(ConstraintError) {
    let wishes = request.wishes
    let fillings = try Self.grammar(of: request.base)
      .and(regularExpression: "(?s).{\(length.lowerBound),\(length.upperBound)}")
      .and(
        required: wishes.required, banned: wishes.banned, ignoringCase: wishes.banIgnoresCase)
    self.init(fillings, source: "before the suffix")
  }

  private static func grammar(
    of base: ConstraintRequest.Base?
  ) throws(ConstraintError) -> GrammarConstraint {
    switch base {
    case .regularExpression(let text)?: try GrammarConstraint(regularExpression: text)
    case .gbnf(let text, let root)?: try GrammarConstraint(gbnf: text, root: root)
    case .jsonSchema(let text, let whiteSpace)?:
      try GrammarConstraint(jsonSchema: text, whiteSpace: whiteSpace)
    case .form?, nil: try GrammarConstraint(regularExpression: "[^\\n\\r]*")
    }
  }
}
