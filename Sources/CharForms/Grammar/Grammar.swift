/// Rules that call each other; the texts of the first rule are those of the grammar.
struct Grammar: Sendable {
  struct Rule: Sendable {
    var name: String
    var expression: Expression
    /// Where it is defined.
    var place: ConstraintError.Place?
  }

  var rules: [Rule]

  /// Makes a grammar of one rule.
  init(_ expression: Expression) { rules = [Rule(name: "root", expression: expression)] }

  /// Makes a grammar of rules, the first of which is the root.
  init(rules: [Rule]) { self.rules = rules }
}

extension Grammar {
  /// Appends the rules of another grammar; what they call is moved with them.
  mutating func append(_ other: Grammar) {
    let offset = rules.count
    rules += other.rules.map {
      Rule(name: $0.name, expression: $0.expression.moved(by: offset), place: $0.place)
    }
  }
}

extension Expression {
  /// Returns the expression with other indices of rules.
  func moved(by offset: Int) -> Expression {
    switch self {
    case .scalars, .assertion: return self
    case .sequence(let parts): return .sequence(parts.map { $0.moved(by: offset) })
    case .choice(let parts): return .choice(parts.map { $0.moved(by: offset) })
    case .repetition(let part, let min, let max):
      return .repetition(part.moved(by: offset), min: min, max: max)
    case .rule(let index): return .rule(index + offset)
    case .graph(var graph):
      for edge in graph.edges.indices {
        graph.edges[edge].label = graph.edges[edge].label?.moved(by: offset)
      }
      return .graph(graph)
    }
  }
}
