extension GrammarConstraint {
  /// Makes the constraint that the whole text is one of a grammar in the GBNF format of llama.cpp.
  ///
  /// - Parameters:
  ///   - text: the grammar, with `"texts"`, `[classes]`, `.`, groups, `|`, `*`, `+`, `?`, `{m,n}` and comments.
  ///   - root: the name of the rule of the whole text.
  /// - Throws: ``ConstraintError`` with line and column where it is wrong: among others if a rule is missing,
  ///   or calls itself before any character.
  public init(gbnf text: String, root: String = "root") throws(ConstraintError) {
    try self.init(GBNFParser.parse(text, root: root))
  }
}
