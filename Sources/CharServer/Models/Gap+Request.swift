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
    let grammar: GrammarConstraint
    if let asked = try request.grammar() {
      grammar = asked
    } else {
      grammar = try GrammarConstraint(regularExpression: "[^\\n\\r]*")
    }
    let fillings = try grammar.and(
      regularExpression: "(?s).{\(length.lowerBound),\(length.upperBound)}"
    )
    .and(required: wishes.required, banned: wishes.banned, ignoringCase: wishes.banIgnoresCase)
    self.init(fillings, source: "before the suffix")
  }
}
