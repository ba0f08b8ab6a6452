/// The cheapest way to give letters rhymes that differ.
struct RhymeAssignment: Sendable {
  /// The cost of all lines of the letters; `LineRules.never` if there are too few rhymes.
  private(set) var cost = LineRules.never
  /// The rhymes that the letters have.
  private(set) var rhymes: [UInt16] = []

  private struct Kind {
    var count: Int
    var choices: [WordCosts.Entry]

    /// No more than the cost of some letters with choices from one on.
    func bound(_ count: Int, from first: Int) -> Int32 {
      guard first + count <= choices.count else { return LineRules.never }
      return choices[first..<first + count].reduce(0) { $0 + $1.cost }
    }
  }

  private let kinds: [Kind]
  /// No more than the cost of the letters of the kinds from one on.
  private let bounds: [Int32]
  private let tree: WordTree

  /// Finds the way.
  ///
  /// - Parameters:
  ///   - letters: the letters.
  ///   - taken: rhymes that none of them may have.
  ///   - differ: false if letters may have the same rhyme.
  ///   - tree: the words.
  init(_ letters: [RhymeLetter], without taken: [UInt16], differ: Bool, _ tree: WordTree) {
    self.tree = tree
    guard differ else {
      (kinds, bounds) = ([], [])
      cost = min(letters.reduce(0) { $0 + $1.cheapest }, LineRules.never)
      return
    }
    kinds = Dictionary(grouping: letters, by: \.kind).sorted { $0.key < $1.key }.map { _, letters in
      Kind(
        count: letters.count,
        choices: letters[0].choices.filter { choice in
          !tree.rhymeSets[Int(choice.rhymes)].contains(where: taken.contains)
        })
    }
    var bounds: [Int32] = [0]
    for kind in kinds.reversed() {
      bounds.append(
        min(bounds[bounds.count - 1] + kind.bound(kind.count, from: 0), LineRules.never))
    }
    self.bounds = bounds.reversed()
    choose(kind: 0, from: 0, 0, 0, [])
  }

  /// Tries all choices that can be cheaper than the best way so far; letters of a kind are alike, so they choose in
  /// ascending order.
  private mutating func choose(
    kind: Int, from first: Int, _ chosen: Int, _ sum: Int32, _ taken: [UInt16]
  ) {
    guard kind < kinds.count else {
      if sum < cost { (cost, rhymes) = (sum, taken) }
      return
    }
    let left = kinds[kind].count - chosen
    guard left > 0 else { return choose(kind: kind + 1, from: 0, 0, sum, taken) }
    for index in kinds[kind].choices.indices.dropFirst(first) {
      guard sum + kinds[kind].bound(left, from: index) + bounds[kind + 1] < cost else { return }
      let choice = kinds[kind].choices[index]
      let set = tree.rhymeSets[Int(choice.rhymes)]
      if set.contains(where: taken.contains) { continue }
      choose(kind: kind, from: index + 1, chosen + 1, sum + choice.cost, taken + set)
    }
  }
}
