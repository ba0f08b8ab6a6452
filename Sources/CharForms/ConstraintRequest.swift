/// A constraint as people ask for it: a grammar in one of several languages or a form, and phrases.
public struct ConstraintRequest: Sendable {
  /// A constraint on the whole text.
  public enum Base: Sendable {
    /// A text that a regular expression matches.
    case regularExpression(String)
    /// A text of a grammar in GBNF, from the rule `root` on.
    case gbnf(String, root: String)
    /// JSON of a schema, with up to so many white-space characters at a place.
    case jsonSchema(String, whiteSpace: Int)
    /// A text of a form.
    case form(any Form)
  }

  /// A compiled constraint.
  public struct Compiled: Sendable {
    /// The constraint.
    public var rules: any Constraint
    /// The maximum number of tokens of its texts; nil if no bound is known.
    public var longest: Int?
    /// True if the prompt is the start of the text that meets the constraint, as it is for forms.
    public var includesPrompt = false

    /// Returns the constraint on the rest of a text.
    ///
    /// - Parameters:
    ///   - start: the start of the text.
    ///   - name: the name of the start in errors.
    /// - Returns: the constraint.
    /// - Throws: ``ConstraintError`` if no text that is allowed starts so.
    public func rest(
      after start: String, named name: String = "the text"
    ) throws(ConstraintError) -> Compiled {
      func rest(_ rules: some Constraint) throws(ConstraintError) -> any Constraint {
        try StartedConstraint(rules, after: start, named: name)
      }
      return Compiled(rules: try rest(rules), longest: longest)
    }

    /// Returns the constraint on the text after a prompt.
    ///
    /// - Parameter prompt: the prompt.
    /// - Returns: the constraint.
    /// - Throws: ``ConstraintError`` if the prompt is part of the text, and no text that is allowed starts so.
    public func following(_ prompt: String) throws(ConstraintError) -> Compiled {
      guard includesPrompt, !prompt.isEmpty else { return self }
      return try rest(after: prompt, named: "the prompt, with which the text starts,")
    }
  }

  /// The constraint on the whole text; nil = any text.
  public var base: Base?
  /// Phrases that the text has and has not; of a form, its other wishes too.
  public var wishes = FormWishes()

  /// Asks for nothing.
  public init() {}

  /// Compiles the constraint.
  ///
  /// - Returns: the constraint; nil if nothing is asked for.
  /// - Throws: ``ConstraintError`` if it is not supported, or no text meets it.
  public func compiled() throws(ConstraintError) -> Compiled? {
    let (required, banned) = (wishes.required, wishes.banned)
    if case .form(let form)? = base {
      // A character has at most four tokens, which are its bytes.
      return Compiled(
        rules: try form.constraint(wishes), longest: form.longest.map { 4 * $0 },
        includesPrompt: true)
    }
    let grammar: GrammarConstraint
    if let asked = try self.grammar() {
      grammar = asked
    } else if !required.isEmpty {
      grammar = try .anyText
    } else if banned.isEmpty {
      return nil
    } else {
      return Compiled(
        rules: try BannedPhrases(banned, ignoringCase: wishes.banIgnoresCase), longest: nil)
    }
    return Compiled(
      rules: try grammar.and(
        required: required, banned: banned, ignoringCase: wishes.banIgnoresCase),
      longest: nil)
  }

  /// Compiles the regular expression, grammar or schema, without the phrases.
  ///
  /// - Returns: the constraint; nil if a form or nothing is asked for.
  /// - Throws: ``ConstraintError`` if it is not supported, or no text meets it.
  package func grammar() throws(ConstraintError) -> GrammarConstraint? {
    switch base {
    case .regularExpression(let text)?: try GrammarConstraint(regularExpression: text)
    case .gbnf(let text, let root)?: try GrammarConstraint(gbnf: text, root: root)
    case .jsonSchema(let text, let whiteSpace)?:
      try GrammarConstraint(jsonSchema: text, whiteSpace: whiteSpace)
    case .form?, nil: nil
    }
  }
}
