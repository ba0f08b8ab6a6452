/// For each node of a word tree the cheapest words below it, by the stress pattern of the word.
final class WordCosts: Sendable {
  struct Entry: Sendable {
    var pattern: UInt8
    /// The set of rhymes of the word; 0 if rhymes do not matter.
    var rhymes: UInt16
    var cost: Int32
  }

  private let ranges: [Range<Int32>]
  private let entries: [Entry]

  /// Finds the costs.
  ///
  /// - Parameters:
  ///   - tree: the words.
  ///   - rhymes: 0, or the number of rhymes that may be forbidden later: then there are entries for words of other
  ///     rhymes too, so that the cheapest word that is left is among them.
  ///   - cost: the cost of a reading of a word; nil if it is not allowed.
  init(
    _ tree: WordTree, forbidding rhymes: Int = 0,
    _ cost: (_ word: Int, WordTree.Reading) -> Int32?
  ) {
    var ranges = [Range<Int32>](repeating: 0..<0, count: tree.nodeCount)
    var entries: [Entry] = []
    var found: [Entry] = []
    for node in (0..<tree.nodeCount).reversed() {
      found.removeAll(keepingCapacity: true)
      if let word = tree.word(at: Int32(node)) {
        for reading in tree.readings(of: word) {
          guard let cost = cost(Int(word), reading) else { continue }
          let set = rhymes > 0 ? tree.rhymeSet[Int(word)] : 0
          found.append(Entry(pattern: reading.pattern, rhymes: set, cost: cost))
        }
      }
      var (child, last) = (Int32(node) + 1, Int32(node))
      var children = 0
      while child < tree.next[node] {
        found += entries[Int(ranges[Int(child)].lowerBound)..<Int(ranges[Int(child)].upperBound)]
        (last, children) = (child, children + 1)
        child = tree.next[Int(child)]
      }
      if children == 1, found.count == ranges[Int(last)].count {
        ranges[node] = ranges[Int(last)]
        continue
      }
      let first = Int32(entries.count)
      entries += Self.cheapest(found, tree, forbidding: rhymes)
      ranges[node] = first..<Int32(entries.count)
    }
    (self.ranges, self.entries) = (ranges, entries)
  }

  /// Returns the cheapest entries of each pattern, in ascending order: as many that, whichever rhymes are
  /// forbidden, the cheapest of those that are left is one of them.
  static func cheapest(
    _ entries: [Entry], _ tree: WordTree, forbidding rhymes: Int
  ) -> [Entry] {
    var kept: [Entry] = []
    var known: Set<UInt32> = []
    // For each pattern, sets without common rhymes: if there are more than can be forbidden, one is left.
    var disjoint: [UInt8: (count: Int, rhymes: [UInt16])] = [:]
    for entry in entries.sorted(by: {
      ($0.cost, $0.pattern, $0.rhymes) < ($1.cost, $1.pattern, $1.rhymes)
    }) {
      var apart = disjoint[entry.pattern] ?? (0, [])
      guard apart.count <= rhymes,
        known.insert(UInt32(entry.pattern) << 16 | UInt32(entry.rhymes)).inserted
      else { continue }
      kept.append(entry)
      let set = tree.rhymeSets[Int(entry.rhymes)]
      if !set.contains(where: apart.rhymes.contains) {
        apart.count += 1
        apart.rhymes += set
        disjoint[entry.pattern] = apart
      }
    }
    return kept
  }

  /// The cheapest words below a node, in ascending order of their costs.
  func entries(of node: Int32) -> ArraySlice<Entry> {
    let range = ranges[Int(node)]
    return entries[Int(range.lowerBound)..<Int(range.upperBound)]
  }
}
