/// A tree of phrases, with links from each node to the longest other start of a phrase that a text which ends
/// with the node ends with (Aho and Corasick 1975, [doi](https://doi.org/10.1145/360825.360855)).
struct PhraseTree: Sendable {
  struct Node: Sendable {
    var children: [UInt32: Int32] = [:]
    var fallback: Int32 = 0
    /// A bit for each required phrase that ends here.
    var found: UInt32 = 0
    /// True if a banned phrase ends here.
    var isBanned = false
  }

  /// The largest number of required phrases.
  static let mostRequired = 12

  private(set) var nodes = [Node()]
  let ignoresCase: Bool
  /// All required phrases.
  let required: UInt32

  /// Makes the tree.
  ///
  /// - Throws: ``ConstraintError`` if a phrase is empty, or too many are required.
  init(
    required: [String], banned: [String], ignoresCase: Bool
  ) throws(ConstraintError) {
    self.ignoresCase = ignoresCase
    guard !required.contains(where: \.isEmpty), !banned.contains(where: \.isEmpty) else {
      throw ConstraintError("a phrase is empty")
    }
    guard required.count <= Self.mostRequired else {
      throw ConstraintError(
        "\(required.count) required phrases are too many; at most \(Self.mostRequired) are supported"
      )
    }
    self.required = (1 << UInt32(required.count)) - 1
    for (index, phrase) in required.enumerated() {
      let node = insert(phrase, ignoresCase: false)
      nodes[node].found |= 1 << UInt32(index)
    }
    for phrase in banned { nodes[insert(phrase, ignoresCase: ignoresCase)].isBanned = true }
    link()
  }

  /// The scalar by which a character is found.
  func key(_ scalar: UInt32) -> UInt32 {
    ignoresCase ? CaseVariants.representative(scalar) : scalar
  }

  private mutating func insert(_ phrase: String, ignoresCase: Bool) -> Int {
    var node = 0
    for scalar in phrase.unicodeScalars {
      let key = key(scalar.value)
      if let next = nodes[node].children[key] {
        node = Int(next)
      } else {
        nodes[node].children[key] = Int32(nodes.count)
        node = nodes.count
        nodes.append(Node())
      }
    }
    return node
  }

  private mutating func link() {
    var queue = Array(nodes[0].children.values)
    var index = 0
    while index < queue.count {
      let node = queue[index]
      index += 1
      for (key, child) in nodes[Int(node)].children {
        let fallback = next(nodes[Int(node)].fallback, key)
        nodes[Int(child)].fallback = fallback
        nodes[Int(child)].found |= nodes[Int(fallback)].found
        if nodes[Int(fallback)].isBanned { nodes[Int(child)].isBanned = true }
        queue.append(child)
      }
    }
  }

  /// Returns the node after a character, given by its key.
  func next(_ node: Int32, _ key: UInt32) -> Int32 {
    var node = node
    while true {
      if let next = nodes[Int(node)].children[key] { return next }
      if node == 0 { return 0 }
      node = nodes[Int(node)].fallback
    }
  }

  /// Returns the characters by which a banned phrase would end.
  func blocked(_ node: Int32) -> ScalarSet {
    var seen: Set<UInt32> = []
    var blocked: [UInt32] = []
    var node = node
    while true {
      for (key, child) in nodes[Int(node)].children where seen.insert(key).inserted {
        if nodes[Int(child)].isBanned { blocked.append(key) }
      }
      if node == 0 { break }
      node = nodes[Int(node)].fallback
    }
    return ScalarSet(
      blocked.flatMap { ignoresCase ? CaseVariants.of($0) : [$0] }.map { $0...$0 })
  }
}

extension PhraseTree {
  /// The largest number of transitions of an automaton.
  private static let largest = 1 << 22

  /// The automaton of the texts with all required phrases and no banned one.
  ///
  /// - Throws: ``ConstraintError`` if it is too large.
  func automaton() throws(ConstraintError) -> DFA {
    let keys = Set(nodes.flatMap(\.children.keys)).sorted()
    var sets = keys.map { key in
      ScalarSet((ignoresCase ? CaseVariants.of(key) : [key]).map { $0...$0 })
    }
    sets.append(ScalarSet(sets.flatMap(\.ranges)).inverted)
    let classes = ScalarClasses(sets)
    let width = Int(required) + 1
    let size = nodes.count * width
    guard size * classes.count <= Self.largest else {
      throw ConstraintError(
        "the phrases are too many for this combination: \(size * classes.count) transitions, at most "
          + "\(Self.largest) are supported")
    }
    let classKeys = classes.sets.map { $0.first.map { key($0.value) } ?? 0 }
    var transitions: [[Int32]] = []
    transitions.reserveCapacity(size)
    for state in 0..<size {
      let (node, found) = (state / width, state % width)
      transitions.append(
        classKeys.map { key in
          let next = self.next(Int32(node), key)
          guard !nodes[Int(next)].isBanned else { return -1 }
          return next * Int32(width) + Int32(found | Int(nodes[Int(next)].found))
        })
    }
    return DFA(
      classes, transitions: transitions,
      isAccepting: (0..<size).map { $0 % width == width - 1 && !nodes[$0 / width].isBanned })
  }
}
