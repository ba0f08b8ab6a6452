extension Expression {
  /// Returns an expression with the same texts and without assertions.
  ///
  /// Each position is multiplied by the kind of the character before it and a guess of that after it, so that
  /// every assertion is known to hold or not.
  ///
  /// - Parameter word: the characters of words.
  /// - Returns: the expression.
  /// - Throws: ``ConstraintError`` if it is too large.
  func withoutAssertions(word: ScalarSet) throws(ConstraintError) -> Expression {
    guard hasAssertions else { return self }
    let trimmed = trimmingAnchors
    guard trimmed.hasAssertions else { return trimmed }
    let network = try Network(regular: trimmed)
    let used = Set(network.links.lazy.filter { $0.kind == .assertion }.map(\.value))
    func uses(_ assertions: Assertion...) -> Bool {
      assertions.contains { used.contains(Int32($0.rawValue)) }
    }
    // The kind 0 is the end of the text.
    var kinds = [ScalarSet.none, .all]
    func split(by set: ScalarSet) {
      kinds = kinds[..<1] + kinds[1...].flatMap { [$0.intersection(set), $0.subtracting(set)] }
      kinds = kinds[..<1] + kinds[1...].filter { !$0.isEmpty }
    }
    if uses(.lineStart, .lineEnd) { split(by: ScalarSet(0x0A)) }
    if uses(.wordBoundary, .notWordBoundary) { split(by: word) }
    let isLineEnd = kinds.map { $0.isEmpty || $0 == ScalarSet(0x0A) }
    let isWord = kinds.map { !$0.isEmpty && $0.intersects(word) }
    func holds(_ assertion: Int32, _ before: Int, _ after: Int) -> Bool {
      switch Assertion(rawValue: UInt8(assertion)) {
      case .textStart?: before == 0
      case .textEnd?: after == 0
      case .lineStart?: isLineEnd[before]
      case .lineEnd?: isLineEnd[after]
      case .wordBoundary?: isWord[before] != isWord[after]
      case .notWordBoundary?, nil: isWord[before] == isWord[after]
      }
    }
    struct Place: Hashable {
      var position: Int32
      var before: Int
      var after: Int
    }
    var outgoing = [[Network.Link]](repeating: [], count: network.positionCount)
    for link in network.links { outgoing[Int(link.from)].append(link) }
    var graph = Graph(nodeCount: 1, edges: [], finals: [])
    var nodes: [Place: Int] = [:]
    var open: [Place] = []
    func node(_ place: Place) -> Int {
      if let known = nodes[place] { return known }
      nodes[place] = graph.nodeCount
      graph.nodeCount += 1
      open.append(place)
      return graph.nodeCount - 1
    }
    let rule = network.rules[0]
    for after in kinds.indices {
      let start = node(Place(position: rule.start, before: 0, after: after))
      graph.edges.append(.init(from: 0, label: nil, to: start))
    }
    while let place = open.popLast() {
      let from = node(place)
      if place.position == rule.end, place.after == 0 { graph.finals.append(from) }
      guard graph.edges.count < Network.largest else {
        throw ConstraintError("the regular expression is too large: over \(Network.largest) links")
      }
      for link in outgoing[Int(place.position)] {
        switch link.kind {
        case .empty:
          let to = node(Place(position: link.to, before: place.before, after: place.after))
          graph.edges.append(.init(from: from, label: nil, to: to))
        case .assertion where holds(link.value, place.before, place.after):
          let to = node(Place(position: link.to, before: place.before, after: place.after))
          graph.edges.append(.init(from: from, label: nil, to: to))
        case .scalars where place.after > 0:
          let set = network.sets[Int(link.value)].intersection(kinds[place.after])
          guard !set.isEmpty else { continue }
          for after in kinds.indices {
            let to = node(Place(position: link.to, before: place.after, after: after))
            graph.edges.append(.init(from: from, label: .scalars(set), to: to))
          }
        default: continue
        }
      }
    }
    return .graph(graph)
  }

  /// The expression without a `^` before everything and a `$` after it.
  private var trimmingAnchors: Expression {
    guard case .sequence(var parts) = self else { return self }
    while case .assertion(.textStart)? = parts.first { parts.removeFirst() }
    while case .assertion(.textEnd)? = parts.last { parts.removeLast() }
    return .sequence(parts)
  }
}
