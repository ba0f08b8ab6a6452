/// For each node of a word tree and each stress pattern of a word below it, the cost of the cheapest word.
struct WordCosts: Sendable {
  struct Entry: Sendable {
    var pattern: UInt8
    var cost: Int32
  }

  private var firsts: [Int32] = [0]
  private var entries: [Entry] = []

  /// Finds the costs.
  ///
  /// - Parameters:
  ///   - tree: the words.
  ///   - cost: the cost of a reading of a word; nil if it is not allowed.
  init(_ tree: WordTree, _ cost: (_ word: Int, WordTree.Reading) -> Int32?) {
    let costs = tree.lengths.indices.map { word in
      tree.readings(of: Int32(word)).compactMap { reading in
        cost(word, reading).map { Entry(pattern: reading.pattern, cost: $0) }
      }
    }
    var cheapest = [Int32](repeating: .max, count: tree.patterns.count)
    var seen: [UInt8] = []
    firsts.reserveCapacity(tree.nodeCount + 1)
    for node in 0..<Int32(tree.nodeCount) {
      for word in tree.words(below: node) {
        for entry in costs[Int(word)] {
          let pattern = Int(entry.pattern)
          if cheapest[pattern] == .max { seen.append(entry.pattern) }
          cheapest[pattern] = min(cheapest[pattern], entry.cost)
        }
      }
      for pattern in seen {
        entries.append(Entry(pattern: pattern, cost: cheapest[Int(pattern)]))
        cheapest[Int(pattern)] = .max
      }
      seen.removeAll(keepingCapacity: true)
      firsts.append(Int32(entries.count))
    }
  }

  /// The costs of the words below a node.
  func entries(of node: Int32) -> ArraySlice<Entry> {
    entries[Int(firsts[Int(node)])..<Int(firsts[Int(node) + 1])]
  }

  /// The number of bytes that the table takes.
  var byteCount: Int { firsts.count * 4 + entries.count * MemoryLayout<Entry>.stride }
}
