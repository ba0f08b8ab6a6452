/// Makes the network of the texts of a network that an automaton accepts (Bar-Hillel, Perles and Shamir 1961).
///
/// Each rule becomes a rule for every state in which it is entered and every state in which it is left.
struct Intersection {
  private struct Place: Hashable {
    var position: Int32
    var state: Int32
  }

  /// A rule and the state in which it is entered.
  private struct Context {
    var rule: Int32
    var entry: Int32
    var places: Set<Place> = []
    var exits: [Int32] = []
    var callers: [(context: Int, to: Int32)] = []
  }

  private let network: Network
  private let automaton: DFA
  private let outgoing: [[Network.Link]]
  /// For each set of the network and each class of the automaton, the scalars in both.
  private let common: [[(scalarClass: Int, set: ScalarSet)]]
  private var contexts: [Context] = []
  private var numbers: [Place: Int] = [:]
  private var open: [(context: Int, place: Place)] = []
  private var placeCount = 0

  /// Makes the network.
  ///
  /// - Throws: ``ConstraintError`` if it is too large.
  static func network(_ network: Network, _ automaton: DFA) throws(ConstraintError) -> Network {
    guard !automaton.isEmpty else { throw ConstraintError("no text is allowed") }
    var product = Intersection(network, automaton)
    try product.explore()
    return try product.build()
  }

  private init(_ network: Network, _ automaton: DFA) {
    self.network = network
    self.automaton = automaton
    var outgoing = [[Network.Link]](repeating: [], count: network.positionCount)
    for link in network.links { outgoing[Int(link.from)].append(link) }
    self.outgoing = outgoing
    common = network.sets.map { set in
      automaton.classes.sets.enumerated().compactMap { index, other in
        let both = set.intersection(other)
        return both.isEmpty ? nil : (index, both)
      }
    }
  }

  // MARK: - Places that can be reached

  private mutating func explore() throws(ConstraintError) {
    _ = context(0, 0)
    while let (number, place) = open.popLast() {
      guard placeCount < Network.largest else {
        throw ConstraintError(
          "the combination of constraints is too large: more than \(Network.largest) positions")
      }
      if place.position == network.rules[Int(contexts[number].rule)].end {
        contexts[number].exits.append(place.state)
        for caller in contexts[number].callers {
          visit(caller.context, Place(position: caller.to, state: place.state))
        }
      }
      for link in outgoing[Int(place.position)] {
        switch link.kind {
        case .empty, .assertion: visit(number, Place(position: link.to, state: place.state))
        case .scalars:
          for (scalarClass, _) in common[Int(link.value)] {
            let next = automaton.transitions[Int(place.state)][scalarClass]
            if next >= 0 { visit(number, Place(position: link.to, state: next)) }
          }
        case .call:
          let callee = context(link.value, place.state)
          contexts[callee].callers.append((number, link.to))
          for exit in contexts[callee].exits {
            visit(number, Place(position: link.to, state: exit))
          }
        }
      }
    }
  }

  private mutating func context(_ rule: Int32, _ state: Int32) -> Int {
    let key = Place(position: rule, state: state)
    if let known = numbers[key] { return known }
    let number = contexts.count
    numbers[key] = number
    contexts.append(Context(rule: rule, entry: state))
    visit(number, Place(position: network.rules[Int(rule)].start, state: state))
    return number
  }

  private mutating func visit(_ context: Int, _ place: Place) {
    if contexts[context].places.insert(place).inserted {
      open.append((context, place))
      placeCount += 1
    }
  }

  // MARK: - The network

  private func build() throws(ConstraintError) -> Network {
    var product = Network()
    let root = product.addRule()
    // A rule and the states in which it is entered and left.
    var rules: [[Int32: Int32]] = []
    for context in contexts {
      var exits: [Int32: Int32] = [:]
      for exit in context.exits { exits[exit] = product.addRule() }
      rules.append(exits)
    }
    for exit in contexts[0].exits where automaton.isAccepting[Int(exit)] {
      guard let rule = rules[0][exit] else { continue }
      try product.link(
        .call, from: product.rules[Int(root)].start, value: rule,
        to: product.rules[Int(root)].end)
    }
    for (number, context) in contexts.enumerated() {
      for (exit, rule) in rules[number] {
        try add(context, exit, product.rules[Int(rule)], rules, to: &product)
      }
    }
    return product
  }

  private func add(
    _ context: Context, _ exit: Int32, _ rule: Network.Rule, _ rules: [[Int32: Int32]],
    to product: inout Network
  ) throws(ConstraintError) {
    let bounds = network.rules[Int(context.rule)]
    var positions: [Place: Int32] = [:]
    for place in context.places {
      if place == Place(position: bounds.start, state: context.entry) {
        positions[place] = rule.start
      } else if place == Place(position: bounds.end, state: exit) {
        positions[place] = rule.end
      } else {
        positions[place] = product.addPosition()
      }
    }
    for (place, from) in positions {
      func target(_ position: Int32, _ state: Int32) -> Int32? {
        positions[Place(position: position, state: state)]
      }
      for link in outgoing[Int(place.position)] {
        switch link.kind {
        case .empty, .assertion:
          if let to = target(link.to, place.state) { try product.link(.empty, from: from, to: to) }
        case .scalars:
          var sets: [Int32: [ClosedRange<UInt32>]] = [:]
          for (scalarClass, set) in common[Int(link.value)] {
            let next = automaton.transitions[Int(place.state)][scalarClass]
            if next >= 0 { sets[next, default: []] += set.ranges }
          }
          for (state, ranges) in sets {
            guard let to = target(link.to, state) else { continue }
            let set = product.number(of: ScalarSet(ranges))
            try product.link(.scalars, from: from, value: set, to: to)
          }
        case .call:
          let callee = numbers[Place(position: link.value, state: place.state)] ?? 0
          for (state, rule) in rules[callee] {
            guard let to = target(link.to, state) else { continue }
            try product.link(.call, from: from, value: rule, to: to)
          }
        }
      }
    }
  }
}
