extension GrammarConstraint {
  /// Makes the constraint that the whole text matches a regular expression.
  ///
  /// Supported are characters, classes (`[a-z]`, `\d`, `\w`, `\s`, `\p{…}`, `[[:alpha:]]`), groups, `|`, `*`,
  /// `+`, `?`, `{m,n}`, lazy repetition, `^`, `$`, `\A`, `\z`, `\b`, `\B` and the flags `i`, `m`, `s` and `x`.
  /// Lookaround, back-references, possessive repetition and atomic groups are not regular, and refused.
  ///
  /// - Parameter text: the regular expression; `\d`, `\w` and `\s` are classes of Unicode.
  /// - Throws: ``ConstraintError`` if it is not supported, too large, or matches no text.
  public init(regularExpression text: String) throws(ConstraintError) {
    let expression = try RegexParser.parse(text, .unicode)
    let word = expression.hasAssertions ? RegexParser.word(.unicode) : .none
    try self.init(Grammar(expression.withoutAssertions(word: word)))
  }
}
