/// A deterministic finite automaton: what regular expressions are combined by.
struct DFA: Sendable {
  /// The largest number of states.
  static let largest = 20_000
  private static let dead: Int32 = -1

  let classes: ScalarClasses
  /// For each state the state after each class; −1 if there is none.
  private(set) var transitions: [[Int32]]
  private(set) var isAccepting: [Bool]

  private init(_ classes: ScalarClasses) {
    self.classes = classes
    transitions = []
    isAccepting = []
  }

  /// Makes an automaton of a table.
  init(_ classes: ScalarClasses, transitions: [[Int32]], isAccepting: [Bool]) {
    self.classes = classes
    self.transitions = transitions
    self.isAccepting = isAccepting
    trim()
  }

  /// Makes the automaton of an expression without rules.
  ///
  /// - Throws: ``ConstraintError`` if it is too large.
  init(_ expression: Expression, word: ScalarSet = .none) throws(ConstraintError) {
    let network = try Network(regular: expression.withoutAssertions(word: word))
    self.init(ScalarClasses(network.sets))
    var outgoing = [[Network.Link]](repeating: [], count: network.positionCount)
    for link in network.links { outgoing[Int(link.from)].append(link) }
    let end = network.rules[0].end
    func closure(_ positions: Set<Int32>) -> [Int32] {
      var seen = positions
      var stack = Array(positions)
      while let position = stack.popLast() {
        for link in outgoing[Int(position)] where link.kind == .empty {
          if seen.insert(link.to).inserted { stack.append(link.to) }
        }
      }
      return seen.filter { position in
        position == end || outgoing[Int(position)].contains { $0.kind == .scalars }
      }.sorted()
    }
    let classes = classes
    try build(from: closure([network.rules[0].start])) { positions in
      var next = [Set<Int32>](repeating: [], count: classes.count)
      for position in positions {
        for link in outgoing[Int(position)] where link.kind == .scalars {
          for member in classes.members[Int(link.value)] { next[Int(member)].insert(link.to) }
        }
      }
      return next.map { $0.isEmpty ? nil : closure($0) }
    } isAccepting: {
      $0.contains(end)
    }
  }

  /// Makes the automaton of the texts that are accepted by a combination of others.
  ///
  /// - Throws: ``ConstraintError`` if it is too large.
  init(
    _ parts: [DFA], accepts: ([Bool]) -> Bool
  ) throws(ConstraintError) {
    self.init(ScalarClasses([.all] + parts.flatMap(\.classes.sets)))
    let local = classes.sets.map { set in
      parts.map { part in set.first.flatMap { part.classes.index(of: $0.value) } }
    }
    try build(from: parts.map { $0.transitions.isEmpty ? Self.dead : 0 }) { states in
      local.map { members in
        parts.indices.map { part in
          guard states[part] >= 0, let member = members[part] else { return Self.dead }
          return parts[part].transitions[Int(states[part])][member]
        }
      }
    } isAccepting: { states in
      accepts(parts.indices.map { states[$0] >= 0 && parts[$0].isAccepting[Int(states[$0])] })
    }
  }

  /// The texts that all of some automata accept.
  static func intersection(_ parts: [DFA]) throws(ConstraintError) -> DFA {
    parts.count == 1 ? parts[0] : try DFA(parts) { $0.allSatisfy { $0 } }
  }

  /// The texts that this automaton does not accept.
  var complement: DFA {
    get throws(ConstraintError) { try DFA([self]) { !$0[0] } }
  }

  /// True if no text is accepted.
  var isEmpty: Bool { transitions.isEmpty }

  private mutating func build<State: Hashable>(
    from start: State, _ next: (State) -> [State?], isAccepting: (State) -> Bool
  ) throws(ConstraintError) {
    var numbers = [start: Int32(0)]
    var states = [start]
    var found = 0
    while found < states.count {
      guard states.count <= Self.largest else {
        throw ConstraintError(
          "the constraint is too large: an automaton of more than \(Self.largest) states")
      }
      let state = states[found]
      self.isAccepting.append(isAccepting(state))
      transitions.append(
        next(state).map { next in
          guard let next else { return Self.dead }
          if let known = numbers[next] { return known }
          let number = Int32(states.count)
          numbers[next] = number
          states.append(next)
          return number
        })
      found += 1
    }
    trim()
  }

  /// Removes states from which nothing is accepted.
  private mutating func trim() {
    var sources = [[Int32]](repeating: [], count: transitions.count)
    for (state, row) in transitions.enumerated() {
      for next in row where next >= 0 { sources[Int(next)].append(Int32(state)) }
    }
    var isLive = isAccepting
    var stack = isAccepting.indices.filter { isAccepting[$0] }
    while let state = stack.popLast() {
      for source in sources[state] where !isLive[Int(source)] {
        isLive[Int(source)] = true
        stack.append(Int(source))
      }
    }
    guard isLive.first == true else {
      (transitions, isAccepting) = ([], [])
      return
    }
    var numbers = [Int32](repeating: Self.dead, count: isLive.count)
    var count: Int32 = 0
    for state in isLive.indices where isLive[state] {
      numbers[state] = count
      count += 1
    }
    let kept = isLive.indices.filter { isLive[$0] }
    transitions = kept.map { transitions[$0].map { $0 < 0 ? Self.dead : numbers[Int($0)] } }
    isAccepting = kept.map { isAccepting[$0] }
  }

  /// Returns whether a text is accepted.
  func accepts(_ text: String) -> Bool {
    guard !isEmpty else { return false }
    var state: Int32 = 0
    for scalar in text.unicodeScalars {
      guard let member = classes.index(of: scalar.value) else { return false }
      state = transitions[Int(state)][member]
      if state < 0 { return false }
    }
    return isAccepting[Int(state)]
  }

  /// The automaton as a graph, each edge of which is made from a set of characters.
  func graph(_ label: (ScalarSet) -> Expression = { .scalars($0) }) -> Expression {
    guard !isEmpty else { return .nothing }
    var graph = Expression.Graph(
      nodeCount: transitions.count, edges: [],
      finals: isAccepting.indices.filter { isAccepting[$0] })
    for (state, row) in transitions.enumerated() {
      var sets: [Int32: [ClosedRange<UInt32>]] = [:]
      for (member, next) in row.enumerated() where next >= 0 {
        sets[next, default: []] += classes.sets[member].ranges
      }
      for (next, ranges) in sets.sorted(by: { $0.key < $1.key }) {
        graph.edges.append(.init(from: state, label: label(ScalarSet(ranges)), to: Int(next)))
      }
    }
    return .graph(graph)
  }
}
