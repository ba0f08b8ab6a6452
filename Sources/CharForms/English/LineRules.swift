/// A line of a form, as tables over the stress patterns of words.
struct LineRules: Sendable {
  /// More than any text costs.
  static let never = Int32.max / 8

  let line: SyllableLine
  /// The cost of a character of the line: it is written again in the lines that repeat this one.
  let weight: Int32
  /// For each stress pattern the numbers of syllables, as bits, after which such a word fits into the line.
  let fits: [UInt32]
  /// The numbers of syllables after which such a word can end the line.
  private(set) var ends: [UInt32]
  /// The words that can start the line, and those that can be elsewhere, as nodes of the tree.
  let starts: [Int32]
  let roots: [Int32]
  /// The cost of a space, and of what must follow the last word.
  let spaceCost: Int32
  let endingCost: Int32
  /// The cost of the cheapest words, each with a space, that have a number of syllables.
  private(set) var fill: [Int32]
  /// The cost of the cheapest words before a last word of each stress pattern, and the same if that word
  /// may be the first one.
  private(set) var before: [Int32] = []
  private(set) var beforeOrFirst: [Int32] = []
  /// The word that the line has room for between its first and its last word; nil if there is none.
  let required: Int32?
  /// The largest additional cost of the line if it has this word.
  private(set) var surcharge: Int32 = 0

  init(
    _ line: SyllableLine, copies: Int, required: Int32?, _ tree: WordTree, _ words: WordCosts,
    usable: ScalarSet
  ) {
    (self.line, self.required) = (line, required)
    weight = Int32(1 + copies)
    let high = line.syllables.upperBound
    fits = tree.patterns.map { pattern in
      (0..<high).reduce(0) { bits, start in
        let isIn = start + pattern.syllables <= high
        return isIn && line.metre?.allows(pattern, at: start) != false
          ? bits | 1 << UInt32(start) : bits
      }
    }
    ends = zip(tree.patterns, fits).map { pattern, fits in
      let first = max(line.syllables.lowerBound - pattern.syllables, 0)
      return (fits >> UInt32(first)) << UInt32(first)
    }
    roots = [WordTree.root, tree.capitalRoot]
    if let letter = line.firstLetter {
      let small = UInt8(truncatingIfNeeded: letter.value | 0x20)
      starts = roots.compactMap { tree.child(of: $0, small) }
    } else {
      starts = roots
    }
    spaceCost = usable.contains(" ") ? weight : Self.never
    let endings = ScalarSet(scalars: line.endings.unicodeScalars)
    endingCost = !line.needsEnding ? 0 : endings.intersects(usable) ? weight : Self.never
    fill = Array(repeating: Self.never, count: high + 1)
    fill[0] = 0
    if spaceCost < Self.never {
      for count in 0..<high where fill[count] < Self.never {
        for node in count == 0 ? starts : roots {
          for entry in words.entries(of: node) where fits[Int(entry.pattern)] >> count & 1 != 0 {
            let end = count + tree.patterns[Int(entry.pattern)].syllables
            fill[end] = min(fill[end], fill[count] + weight * (entry.cost + 1))
          }
        }
      }
    }
    var filled: [Int32]?
    if let required {
      // The last word leaves room for the required one.
      let costs = fill(with: required, tree, words)
      for pattern in ends.indices {
        for count in 0...high where costs[count] >= Self.never {
          ends[pattern] &= ~(1 << UInt32(count))
        }
      }
      filled = costs
    }
    for ends in ends {
      let starts = (1..<high).filter { ends >> $0 & 1 != 0 }
      before.append(starts.map { fill[$0] }.min() ?? Self.never)
      beforeOrFirst.append(ends & 1 != 0 ? 0 : before[before.count - 1])
      if let filled, let with = starts.map({ filled[$0] }).min() {
        surcharge = max(surcharge, with - before[before.count - 1])
      }
    }
  }

  /// The cost of the cheapest words, each with a space, that have a number of syllables, and a required word behind the
  /// first of them.
  private func fill(
    with required: Int32, _ tree: WordTree, _ words: WordCosts
  ) -> [Int32] {
    let high = line.syllables.upperBound
    var filled = [Int32](repeating: Self.never, count: high + 1)
    for count in 1..<max(high, 1) {
      func extend(_ cost: Int32, _ pattern: UInt8, _ length: Int32) {
        guard cost < Self.never, fits[Int(pattern)] >> UInt32(count) & 1 != 0 else { return }
        let end = count + tree.patterns[Int(pattern)].syllables
        filled[end] = min(filled[end], cost + weight * (length + 1))
      }
      for reading in tree.readings(of: required) {
        extend(fill[count], reading.pattern, Int32(tree.lengths[Int(required)]))
      }
      for node in roots {
        for entry in words.entries(of: node) { extend(filled[count], entry.pattern, entry.cost) }
      }
    }
    return filled
  }

  /// The cost of the cheapest line that ends with a reading of a word.
  func cost(endingWith word: Int32, _ reading: WordTree.Reading, _ tree: WordTree) -> Int32 {
    let mayBeFirst =
      line.firstLetter == nil || starts.contains { tree.words(below: $0).contains(word) }
    let before = (mayBeFirst ? beforeOrFirst : before)[Int(reading.pattern)]
    return min(before + weight * Int32(tree.lengths[Int(word)]) + endingCost, Self.never)
  }

  /// The cost of the cheapest line.
  func cost(_ tree: WordTree, _ words: WordCosts) -> Int32 {
    var cheapest = Self.never
    for nodes in [starts, roots] {
      for node in nodes {
        for entry in words.entries(of: node) {
          let before = (nodes == starts ? beforeOrFirst : before)[Int(entry.pattern)]
          cheapest = min(cheapest, before + weight * entry.cost + endingCost)
        }
      }
    }
    return cheapest
  }

  /// The numbers of syllables, as bits, after which a word of a rhyme can end the line.
  func ends(of rhyme: UInt16, _ tree: WordTree) -> UInt32 {
    tree.rhymePatterns[Int(rhyme)].reduce(0) { $0 | ends[Int($1)] }
  }

  /// Returns whether lines of this kind cost the same as those of another.
  func isEqual(to other: LineRules) -> Bool {
    weight == other.weight && line.syllables == other.line.syllables
      && line.metre == other.line.metre && line.firstLetter == other.line.firstLetter
      && endingCost == other.endingCost && required == other.required
  }

  /// Returns whether lines of this kind are written as those of another, but for their rhymes.
  func isAlike(_ other: LineRules) -> Bool {
    isEqual(to: other) && line.endings == other.line.endings
      && line.needsEnding == other.line.needsEnding
  }
}
