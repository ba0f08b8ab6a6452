/// Rules that call each other; the texts of the first rule are those of the grammar.
struct Grammar: Sendable {
  struct Rule: Sendable {
    var name: String
    var expression: Expression
    /// The place of its definition.
    var place: ConstraintError.Place?
  }

  var rules: [Rule]

  /// Makes a grammar of one rule.
  init(_ expression: Expression) { rules = [Rule(name: "root", expression: expression)] }

  /// Makes a grammar of rules, the first of which is the root.
  init(rules: [Rule]) { self.rules = rules }
}
