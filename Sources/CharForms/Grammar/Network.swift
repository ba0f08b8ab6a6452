/// A recursive transition network: the positions of all rules, and links between them.
struct Network: Sendable {
  /// A link from a position to another of the same rule.
  struct Link: Sendable {
    enum Kind: UInt8, Sendable { case empty, scalars, call, assertion }

    var kind: Kind
    var from: Int32
    /// The index of a set, a rule or an assertion.
    var value: Int32
    var to: Int32
  }

  /// The positions at which a rule starts and ends. No link leads to the start, and none from the end.
  struct Rule: Sendable {
    var start: Int32
    var end: Int32
  }

  /// The largest number of positions and links.
  static let largest = 1 << 20

  private(set) var positionCount = 0
  private(set) var links: [Link] = []
  private(set) var sets: [ScalarSet] = []
  private(set) var rules: [Rule] = []
  private var setNumbers: [ScalarSet: Int32] = [:]
  private var inlinesRepetition = false

  /// Makes the network of a grammar.
  ///
  /// - Throws: ``ConstraintError`` if it is too large.
  init(_ grammar: Grammar) throws(ConstraintError) {
    for _ in grammar.rules { rules.append(Rule(start: addPosition(), end: addPosition())) }
    for (index, rule) in grammar.rules.enumerated() {
      try add(rule.expression, from: rules[index].start, to: rules[index].end)
    }
  }

  /// Makes a network without positions.
  init() {}

  /// Makes the network of an expression without rules; repetition is written out.
  ///
  /// - Throws: ``ConstraintError`` if it is too large.
  init(regular expression: Expression) throws(ConstraintError) {
    inlinesRepetition = true
    _ = addRule()
    try add(expression, from: rules[0].start, to: rules[0].end)
  }

  mutating func addPosition() -> Int32 {
    positionCount += 1
    return Int32(positionCount - 1)
  }

  mutating func addRule() -> Int32 {
    rules.append(Rule(start: addPosition(), end: addPosition()))
    return Int32(rules.count - 1)
  }

  mutating func link(
    _ kind: Link.Kind, from: Int32, value: Int32 = 0, to: Int32
  ) throws(ConstraintError) {
    guard links.count < Self.largest, positionCount < Self.largest else {
      throw ConstraintError(
        "the constraint is too large: more than \(Self.largest) positions or links")
    }
    links.append(Link(kind: kind, from: from, value: value, to: to))
  }

  mutating func number(of set: ScalarSet) -> Int32 {
    if let known = setNumbers[set] { return known }
    let number = Int32(sets.count)
    sets.append(set)
    setNumbers[set] = number
    return number
  }

  mutating func add(_ expression: Expression, from: Int32, to: Int32) throws(ConstraintError) {
    switch expression {
    case .scalars(let set):
      if !set.isEmpty { try link(.scalars, from: from, value: number(of: set), to: to) }
    case .sequence(let parts):
      guard let last = parts.last else { return try link(.empty, from: from, to: to) }
      var place = from
      for part in parts.dropLast() {
        let next = addPosition()
        try add(part, from: place, to: next)
        place = next
      }
      try add(last, from: place, to: to)
    case .choice(let parts):
      for part in parts { try add(part, from: from, to: to) }
    case .repetition(let part, let min, let max):
      try add(repeating: part, min, max, from: from, to: to)
    case .rule(let index): try link(.call, from: from, value: Int32(index), to: to)
    case .graph(let graph):
      let nodes = (0..<graph.nodeCount).map { _ in addPosition() }
      if graph.nodeCount > 0 { try link(.empty, from: from, to: nodes[0]) }
      for edge in graph.edges {
        try add(edge.label ?? .empty, from: nodes[edge.from], to: nodes[edge.to])
      }
      for final in graph.finals { try link(.empty, from: nodes[final], to: to) }
    case .assertion(let assertion):
      try link(.assertion, from: from, value: Int32(assertion.rawValue), to: to)
    }
  }

  /// The network of the same texts in reverse order.
  var reversed: Network {
    var reversed = self
    for (index, link) in links.enumerated() {
      (reversed.links[index].from, reversed.links[index].to) = (link.to, link.from)
    }
    for (index, rule) in rules.enumerated() {
      reversed.rules[index] = Rule(start: rule.end, end: rule.start)
    }
    return reversed
  }

  /// Appends the rules of another network. Returns the number of its first rule.
  mutating func append(_ other: Network) throws(ConstraintError) -> Int32 {
    let (position, rule) = (Int32(positionCount), Int32(rules.count))
    positionCount += other.positionCount
    rules += other.rules.map { Rule(start: $0.start + position, end: $0.end + position) }
    let numbers = other.sets.map { number(of: $0) }
    for link in other.links {
      let value =
        switch link.kind {
        case .scalars: numbers[Int(link.value)]
        case .call: link.value + rule
        case .empty, .assertion: link.value
        }
      try self.link(link.kind, from: link.from + position, value: value, to: link.to + position)
    }
    return rule
  }

  private mutating func add(
    repeating part: Expression, _ min: Int, _ max: Int?, from: Int32, to: Int32
  ) throws(ConstraintError) {
    var part = part
    let copies = max ?? (min + 1)
    guard copies > 0 else { return try link(.empty, from: from, to: to) }
    // Many copies of a long part call a rule instead, so that nested repetition stays small.
    if !inlinesRepetition, copies > 4, part.size(limit: 4) > 1,
      part.size(limit: 64) > 64 / copies
    {
      let rule = addRule()
      try add(part, from: rules[Int(rule)].start, to: rules[Int(rule)].end)
      part = .rule(Int(rule))
    }
    var place = from
    for _ in 0..<min {
      let next = addPosition()
      try add(part, from: place, to: next)
      place = next
    }
    guard let max else {
      let loop = addPosition()
      try link(.empty, from: place, to: loop)
      try add(part, from: loop, to: loop)
      return try link(.empty, from: loop, to: to)
    }
    for _ in min..<Swift.max(max, min) {
      let next = addPosition()
      try link(.empty, from: place, to: to)
      try add(part, from: place, to: next)
      place = next
    }
    try link(.empty, from: place, to: to)
  }
}
