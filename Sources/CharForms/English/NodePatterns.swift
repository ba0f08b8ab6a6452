/// For each node of a word tree the stress patterns of the words below it.
struct NodePatterns: Sendable {
  /// Sets of patterns, each in ascending order; the first one is empty.
  private(set) var sets: [[UInt8]] = [[]]
  private var numbers: [Int32]

  /// Finds the patterns.
  ///
  /// - Parameters:
  ///   - tree: the words.
  ///   - words: costs of all words.
  init(_ tree: WordTree, _ words: WordCosts) {
    numbers = Array(repeating: 0, count: tree.nodeCount)
    var known: [[UInt8]: Int32] = [[]: 0]
    var last: (entries: ArraySlice<WordCosts.Entry>, number: Int32) = ([], 0)
    for node in (0..<tree.nodeCount).reversed() {
      let entries = words.entries(of: Int32(node))
      // Nodes in a row without branches have the same entries.
      if entries.indices != last.entries.indices {
        let patterns = Set(entries.lazy.map(\.pattern)).sorted()
        let number = known[patterns] ?? Int32(sets.count)
        if Int(number) == sets.count { sets.append(patterns) }
        known[patterns] = number
        last = (entries, number)
      }
      numbers[node] = last.number
    }
  }

  /// The number of the set of a node; 0 if the node is −1.
  func set(of node: Int32) -> Int32 { node < 0 ? 0 : numbers[Int(node)] }
}
