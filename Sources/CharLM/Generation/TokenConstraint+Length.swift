internal import CharForms
internal import CharText

extension TokenConstraint {
  /// Makes a constraint on texts of a model of up to a number of tokens.
  ///
  /// - Throws: `ConstraintError` if the model reads backward, or no text that is allowed can be written with
  ///   its characters and within the length.
  init(_ rules: some Constraint, _ tokenizer: Tokenizer, length: Int) throws {
    guard tokenizer.configuration.direction == .forward else {
      throw ConstraintError("constraints need a model that reads forward")
    }
    try self.init(rules, tokenizer.vocabulary)
    let shortest = shortestEnd(from: initialState)
    guard let shortest, shortest <= length else {
      let needed = shortest.map { "needs at least \($0) tokens" } ?? "cannot be written"
      throw ConstraintError("a text that is allowed \(needed), and the length is \(length)")
    }
  }
}
