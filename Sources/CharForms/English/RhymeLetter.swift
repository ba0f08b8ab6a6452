/// The lines that rhyme with each other.
struct RhymeLetter: Sendable {
  /// The last word of a line, and the cost of the cheapest line with it.
  struct Ending: Sendable {
    var word: Int32
    var cost: Int32
  }

  /// The most lines of different kinds.
  static let mostKinds = 8

  /// The lines, in ascending order.
  var lines: [Int]
  /// The number of the kind: letters of one kind have the same costs.
  let kind: Int
  /// For each line and rhyme the cheapest endings, as many as there are lines; none for rhymes that do not have
  /// as many words for each line.
  private let endings: [[[Ending]]]
  private let isUniform: Bool
  private let wordsDiffer: Bool
  /// The cost of the cheapest words that end the first line, together with the lines that rhyme with it.
  private(set) var costs: WordCosts
  /// The cheapest sets of rhymes, each with the cost of all lines.
  private(set) var choices: [WordCosts.Entry] = []

  /// The cost of all lines.
  var cheapest: Int32 { choices.first?.cost ?? LineRules.never }

  /// Makes a letter.
  ///
  /// - Parameters:
  ///   - lines: the lines, in ascending order.
  ///   - kind: the number of the kind.
  ///   - allowed: the rhymes that the letter may have; nil for all.
  ///   - forbidden: the largest number of rhymes that other letters take.
  ///   - wordsDiffer: whether the lines end with different words.
  ///   - rules: the rules of all lines.
  ///   - tree: the words.
  init(
    _ lines: [Int], kind: Int, allowed: Set<UInt16>?, forbidding forbidden: Int, wordsDiffer: Bool,
    _ rules: [LineRules], _ tree: WordTree
  ) {
    (self.lines, self.kind, self.wordsDiffer) = (lines, kind, wordsDiffer)
    let needed = wordsDiffer ? lines.count : 1
    let uniform = lines.dropFirst().allSatisfy { rules[$0].isEqual(to: rules[lines[0]]) }
    isUniform = uniform
    var endings = (uniform ? [lines[0]] : lines).map { line in
      tree.rhymes.indices.map { rhyme in
        allowed?.contains(UInt16(rhyme)) == false
          ? [] : Self.endings(UInt16(rhyme), rules[line], tree, most: needed)
      }
    }
    for rhyme in tree.rhymes.indices
    where endings.contains(where: { $0[rhyme].count < needed }) {
      for line in endings.indices { endings[line][rhyme] = [] }
    }
    self.endings = endings
    costs = WordCosts(tree) { _, _ in nil }
    let rests = tree.rhymes.indices.map { cost(from: 1, UInt16($0), used: []) }
    let first = rules[lines[0]]
    var whole: [WordCosts.Entry] = []
    costs = WordCosts(tree, forbidding: forbidden) { [self] word, reading in
      guard allows(reading.rhyme) else { return nil }
      let own = first.cost(endingWith: Int32(word), reading, tree)
      guard own < LineRules.never else { return nil }
      let rest =
        isCheap(Int32(word), reading.rhyme)
        ? cost(from: 1, reading.rhyme, used: [Int32(word)]) : rests[Int(reading.rhyme)]
      guard rest < LineRules.never else { return nil }
      whole.append(
        WordCosts.Entry(
          pattern: 0, rhymes: forbidden > 0 ? tree.rhymeSet[word] : 0, cost: own + rest))
      return first.weight * Int32(tree.lengths[word]) + rest
    }
    choices = WordCosts.cheapest(whole, tree, forbidding: forbidden)
  }

  /// The cheapest different words that end a line.
  private static func endings(
    _ rhyme: UInt16, _ rules: LineRules, _ tree: WordTree, most: Int
  ) -> [Ending] {
    var found: [Ending] = []
    for word in tree.rhymes[Int(rhyme)] {
      let cost =
        tree.readings(of: word).lazy.filter { $0.rhyme == rhyme }
        .map { rules.cost(endingWith: word, $0, tree) }.min() ?? LineRules.never
      if cost < LineRules.never { found.append(Ending(word: word, cost: cost)) }
    }
    return Array(found.sorted { ($0.cost, $0.word) < ($1.cost, $1.word) }.prefix(most))
  }

  /// True if a rhyme has enough words for the lines.
  func allows(_ rhyme: UInt16) -> Bool {
    rhyme > 0 && rhyme < endings[0].count && !endings[0][Int(rhyme)].isEmpty
  }

  /// True if a word is among the cheapest of its rhyme, so that lines may cost more once it is used.
  func isCheap(_ word: Int32, _ rhyme: UInt16) -> Bool {
    endings.contains { $0[Int(rhyme)].contains { $0.word == word } }
  }

  /// The words that are among the cheapest of a rhyme.
  func cheapWords(_ rhyme: UInt16) -> Set<Int32> {
    Set(endings.flatMap { $0[Int(rhyme)].map(\.word) })
  }

  /// The cost of the cheapest different words for the lines from one on.
  ///
  /// - Parameters:
  ///   - first: the index of the line among those of the letter.
  ///   - rhyme: the rhyme.
  ///   - used: the words of the lines before.
  /// - Returns: the cost; `LineRules.never` if the rhyme has too few words.
  func cost(from first: Int, _ rhyme: UInt16, used: [Int32]) -> Int32 {
    let count = lines.count - first
    if count == 0 { return 0 }
    guard allows(rhyme) else { return LineRules.never }
    guard wordsDiffer else {
      return (first..<lines.count).reduce(0) {
        $0 + endings[isUniform ? 0 : $1][Int(rhyme)][0].cost
      }
    }
    if isUniform || count == 1 {
      let list = endings[isUniform ? 0 : first][Int(rhyme)]
      var (sum, left) = (Int32(0), count)
      for ending in list where !used.contains(ending.word) {
        sum += ending.cost
        left -= 1
        if left == 0 { return sum }
      }
      return LineRules.never
    }
    // The cheapest way to give words to sets of lines.
    var sums = [Int32](repeating: LineRules.never, count: 1 << count)
    sums[0] = 0
    for word in cheapWords(rhyme) where !used.contains(word) {
      for set in sums.indices.reversed() where sums[set] < LineRules.never {
        for line in 0..<count where set >> line & 1 == 0 {
          let list = endings[first + line][Int(rhyme)]
          guard let ending = list.first(where: { $0.word == word }) else { continue }
          sums[set | 1 << line] = min(sums[set | 1 << line], sums[set] + ending.cost)
        }
      }
    }
    return sums[sums.count - 1]
  }
}
