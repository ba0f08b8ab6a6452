/// A set of texts, as an expression over characters and rules.
indirect enum Expression: Sendable {
  /// One character of a set.
  case scalars(ScalarSet)
  /// One after the other; the empty text if there are none.
  case sequence([Expression])
  /// One of several; nothing if there are none.
  case choice([Expression])
  /// At least `min` and at most `max` times; without `max`, any number.
  case repetition(Expression, min: Int, max: Int?)
  /// A rule of the grammar, by its index.
  case rule(Int)
  /// The paths of a graph from its node 0 to a final one.
  case graph(Graph)
  /// A condition on the characters around a place, in regular expressions.
  case assertion(Assertion)

  /// A graph whose edges are labeled with expressions; the label nil is the empty text.
  struct Graph: Sendable {
    struct Edge: Sendable {
      var from: Int
      var label: Expression?
      var to: Int
    }

    var nodeCount: Int
    var edges: [Edge]
    var finals: [Int]
  }

  /// A condition on the characters around a place.
  enum Assertion: UInt8, Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, notWordBoundary
  }

  static let empty = Expression.sequence([])
  static let nothing = Expression.choice([])

  /// A text.
  static func literal(_ text: String) -> Expression {
    .sequence(text.unicodeScalars.map { .scalars(ScalarSet($0.value)) })
  }

  /// An optional part.
  static func optional(_ part: Expression) -> Expression { .repetition(part, min: 0, max: 1) }

  /// Any number of parts.
  static func any(_ part: Expression) -> Expression { .repetition(part, min: 0, max: nil) }

  /// The number of positions that an automaton of the expression has, at least; no more than `limit` are
  /// counted.
  func size(limit: Int) -> Int {
    switch self {
    case .scalars, .rule, .assertion: return 1
    case .sequence(let parts), .choice(let parts):
      var size = 1
      for part in parts where size < limit { size += part.size(limit: limit) }
      return size
    case .repetition(let part, let min, let max):
      let (size, overflow) = part.size(limit: limit).multipliedReportingOverflow(
        by: Swift.max(max ?? (min + 1), 1))
      return overflow ? limit : size
    case .graph(let graph): return graph.nodeCount
    }
  }

  /// True if the expression has an assertion.
  var hasAssertions: Bool {
    switch self {
    case .scalars, .rule: false
    case .assertion: true
    case .sequence(let parts), .choice(let parts): parts.contains(where: \.hasAssertions)
    case .repetition(let part, _, _): part.hasAssertions
    case .graph(let graph): graph.edges.contains { $0.label?.hasAssertions == true }
    }
  }
}
