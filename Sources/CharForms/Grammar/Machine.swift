/// A compiled grammar: the links of each position, and the cost of the shortest way from each to the end of
/// its rule.
struct Machine: Sendable {
  /// More than any way costs.
  static let never = Int32.max / 4

  let classes: ScalarClasses
  let rules: [Network.Rule]
  /// Links that lie on a way to an end, in the order of the positions from which they lead.
  let links: [Network.Link]
  /// The first link of each position.
  let firstLink: [Int32]
  /// The cost of the shortest way from each position to the end of its rule.
  let shortest: [Int32]
  /// The place of each rule in an order in which it comes after the rules that call it before a character.
  let rank: [Int32]
  /// The cost of a character of each class; ``never`` if it occurs within longer tokens only.
  let costs: [Int32]
  /// For each set of a link, a bit a class.
  private let classBits: [UInt64]
  private let words: Int

  var positionCount: Int { shortest.count }

  /// Compiles a network.
  ///
  /// - Throws: ``ConstraintError`` if no text is allowed, or a rule calls itself before any character.
  init(_ network: Network, _ named: [Grammar.Rule], _ alphabet: Alphabet) throws(ConstraintError) {
    let isWhole = alphabet == .all
    let usable = alphabet.usable
    let sets = isWhole ? network.sets : network.sets.map { $0.intersection(usable) }
    classes = ScalarClasses(sets)
    costs = classes.sets.map { isWhole ? 1 : alphabet.cost(of: $0).map { Int32($0) } ?? Self.never }
    words = (classes.count + 63) / 64
    var bits = [UInt64](repeating: 0, count: words * sets.count)
    for (set, members) in classes.members.enumerated() {
      for member in members { bits[set * words + Int(member) / 64] |= 1 << UInt64(member % 64) }
    }
    classBits = bits
    let costs = costs
    let setCosts = classes.members.map { $0.map { costs[Int($0)] }.min() ?? Self.never }
    shortest = Self.shortest(network, setCosts)
    // Without longer tokens, ways that can be written are the ways that can be paid.
    let live =
      alphabet.inClusters.isEmpty
      ? shortest : Self.shortest(network, sets.map { $0.isEmpty ? Self.never : 1 })
    rules = network.rules
    let (all, firsts) = Self.sorted(network.links, network.positionCount)
    rank = try Self.ranks(rules, live, all, firsts, named)
    guard live[Int(rules[0].start)] < Self.never else {
      throw ConstraintError("no text is allowed")
    }
    let kept = all.filter { link in
      guard live[Int(link.to)] < Self.never else { return false }
      return switch link.kind {
      case .empty, .assertion: true
      case .scalars: !sets[Int(link.value)].isEmpty
      case .call: live[Int(network.rules[Int(link.value)].start)] < Self.never
      }
    }
    (links, firstLink) = Self.sorted(kept, network.positionCount)
  }

  /// Sorts links by the positions from which they lead. Returns where those of each position start, too.
  private static func sorted(
    _ links: [Network.Link], _ positionCount: Int
  ) -> (links: [Network.Link], firsts: [Int32]) {
    var firsts = [Int32](repeating: 0, count: positionCount + 1)
    for link in links { firsts[Int(link.from) + 1] += 1 }
    for position in 0..<positionCount { firsts[position + 1] += firsts[position] }
    var next = firsts
    var ordered = links
    for link in links {
      ordered[Int(next[Int(link.from)])] = link
      next[Int(link.from)] += 1
    }
    return (ordered, firsts)
  }

  /// True if a rule has the empty text.
  func isNullable(_ rule: Int32) -> Bool { shortest[Int(rules[Int(rule)].start)] == 0 }

  /// True if a class is in a set.
  @inline(__always)
  func contains(_ set: Int32, _ scalarClass: Int) -> Bool {
    classBits[Int(set) * words + scalarClass / 64] >> UInt64(scalarClass % 64) & 1 != 0
  }

  /// The links of a position.
  func links(of position: Int32) -> ArraySlice<Network.Link> {
    links[Int(firstLink[Int(position)])..<Int(firstLink[Int(position) + 1])]
  }

  /// The cost of the shortest way from each position to the end of its rule.
  private static func shortest(_ network: Network, _ setCosts: [Int32]) -> [Int32] {
    var shortest = [Int32](repeating: never, count: network.positionCount)
    for rule in network.rules { shortest[Int(rule.end)] = 0 }
    // Links lead forward for the most part, so that a few rounds from the last to the first are enough.
    var changes = true
    while changes {
      changes = false
      for link in network.links.reversed() {
        let rest = shortest[Int(link.to)]
        guard rest < never else { continue }
        let cost: Int32 =
          switch link.kind {
          case .empty, .assertion: 0
          case .scalars: setCosts[Int(link.value)]
          case .call: shortest[Int(network.rules[Int(link.value)].start)]
          }
        guard cost < never, rest + cost < shortest[Int(link.from)] else { continue }
        shortest[Int(link.from)] = min(rest + cost, never - 1)
        changes = true
      }
    }
    return shortest
  }

  /// Sorts the rules so that each comes after those that call it before a character.
  private static func ranks(
    _ rules: [Network.Rule], _ live: [Int32], _ links: [Network.Link], _ firsts: [Int32],
    _ named: [Grammar.Rule]
  ) throws(ConstraintError) -> [Int32] {
    func isNullable(_ rule: Int32) -> Bool { live[Int(rules[Int(rule)].start)] == 0 }
    var seen = [Bool](repeating: false, count: live.count)
    var callees = [[Int32]](repeating: [], count: rules.count)
    for (index, rule) in rules.enumerated() {
      var stack = [rule.start]
      var visited: [Int32] = []
      while let position = stack.popLast() {
        if seen[Int(position)] { continue }
        seen[Int(position)] = true
        visited.append(position)
        for link in links[Int(firsts[Int(position)])..<Int(firsts[Int(position) + 1])] {
          switch link.kind {
          case .empty, .assertion: stack.append(link.to)
          case .call:
            callees[index].append(link.value)
            if isNullable(link.value) { stack.append(link.to) }
          case .scalars: break
          }
        }
      }
      for position in visited { seen[Int(position)] = false }
    }
    // Depth first, without recursion: rules may call each other in long chains.
    var order: [Int32] = []
    var mark = [UInt8](repeating: 0, count: rules.count)
    for root in rules.indices where mark[root] == 0 {
      var path: [(rule: Int, next: Int)] = [(root, 0)]
      mark[root] = 1
      while let (rule, next) = path.last {
        guard next < callees[rule].count else {
          mark[rule] = 2
          order.append(Int32(rule))
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let callee = Int(callees[rule][next])
        if mark[callee] == 1 {
          // Rules without a name are those of repetition.
          let circle = path.reversed().prefix { $0.rule != callee }.map(\.rule) + [callee]
          let rule = circle.filter { $0 < named.count }.min().map { named[$0] }
          throw ConstraintError(
            "\(rule?.name ?? "a rule") calls itself before any character (left recursion)",
            at: rule?.place)
        }
        if mark[callee] == 0 {
          mark[callee] = 1
          path.append((callee, 0))
        }
      }
    }
    var ranks = [Int32](repeating: 0, count: rules.count)
    for (rank, rule) in order.reversed().enumerated() { ranks[Int(rule)] = Int32(rank) }
    return ranks
  }
}
