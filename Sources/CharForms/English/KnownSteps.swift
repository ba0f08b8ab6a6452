/// A cache of steps, by everything that they depend on.
struct KnownSteps: Sendable {
  /// The values that stay the same while a word is written.
  struct WordKey: Hashable {
    var context: Int32
    var counts: UInt32
    var missing: UInt32
  }

  /// The costs of all that follows a word.
  struct Costs: Hashable {
    /// The cost of a character.
    var weight: Int32
    /// The required words that the text lacks, as bits, and the line; 0 if it lacks none.
    var missing: UInt32
    var line: Int
    /// The line and the syllables before, where the line lacks a word that is required.
    var lacking: WordKey?
    /// The sets of patterns that the words can have which are begun; all without one.
    var sets: PatternSets?
    /// The costs after words of each pattern, but for the least of them.
    var rests: [Int32]

    /// Subtracts the least of the costs; returns it.
    mutating func subtractLeast() -> Int32 {
      let base = rests.lazy.filter { $0 < LineRules.never }.min() ?? 0
      for index in rests.indices where rests[index] < LineRules.never { rests[index] -= base }
      return base
    }
  }

  /// The sets of patterns of the words below a node of words in lower case, and below one of words with a capital.
  struct PatternSets: Hashable {
    var node: Int32
    var capital: Int32
  }

  /// A number for costs, and the least of them.
  struct CostsNumber {
    var number: Int32
    var base: Int32
  }

  /// The values on which steps depend.
  struct Key: Hashable {
    private var words: SIMD4<UInt64>

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - costs: the costs of all that follows.
    ///   - ending: the rule for the last word, and the syllables before such words; 0 if no word that is begun can be
    ///     the last one.
    ///   - lineKind: the kind of the line, which matters where it starts or can end.
    ///   - state: a state.
    init(
      _ costs: CostsNumber, _ ending: (number: Int32, counts: UInt32), lineKind: Int,
      _ state: SyllableConstraint.State
    ) {
      func pair(_ high: UInt32, _ low: UInt32) -> UInt64 { UInt64(high) << 32 | UInt64(low) }
      let isInner = state.missing != 0 && state.isInner
      let flags = UInt32(state.phase.rawValue) << 1 | (isInner ? 1 : 0)
      let base = ending.number == 0 ? 0 : costs.base
      let kind = ending.number == 0 && state.phase != .lineStart ? 0 : UInt32(lineKind + 1)
      words = SIMD4(
        pair(UInt32(bitPattern: costs.number), UInt32(bitPattern: ending.number)),
        pair(UInt32(bitPattern: state.node), UInt32(bitPattern: state.capital)),
        pair(UInt32(bitPattern: base), ending.counts), pair(kind, state.mark << 8 | flags))
    }

    func hash(into hasher: inout Hasher) {
      for index in 0..<4 { hasher.combine(words[index]) }
    }
  }

  private struct PartKey: Hashable {
    var costs: Int32
    var sets: PatternSets
  }

  /// The number of steps that are kept.
  private static let mostKept = 100_000

  private var words: [WordKey: CostsNumber] = [:]
  private var costs: [Costs] = []
  /// The number of the first costs. Numbers that were forgotten are not given again, since somebody may still have them.
  private var firstNumber: Int32 = 0
  private var numbers: [Costs: Int32] = [:]
  private var parts: [PartKey: CostsNumber] = [:]
  private var lists: [Key: SharedSteps] = [:]

  subscript(key: WordKey) -> CostsNumber? { words[key] }

  subscript(key: Key) -> SharedSteps? { lists[key] }

  /// Keeps the costs of all that follows a word, and returns their number.
  mutating func insert(_ key: WordKey, _ costs: Costs) -> CostsNumber {
    if words.count >= Self.mostKept || lists.count >= Self.mostKept { forget() }
    let number = number(costs)
    words[key] = number
    return number
  }

  mutating func insert(_ key: Key, _ list: SharedSteps) { lists[key] = list }

  private mutating func forget() {
    let next = firstNumber + Int32(costs.count)
    self = KnownSteps()
    firstNumber = next
  }

  private mutating func number(_ costs: Costs) -> CostsNumber {
    var costs = costs
    let base = costs.subtractLeast()
    if let known = numbers[costs] { return CostsNumber(number: known, base: base) }
    let number = firstNumber + Int32(self.costs.count)
    self.costs.append(costs)
    numbers[costs] = number
    return CostsNumber(number: number, base: base)
  }

  /// Returns the costs after words of some patterns alone, which many more states share.
  ///
  /// - Parameters:
  ///   - whole: the costs after words of all patterns.
  ///   - sets: the sets of patterns.
  ///   - patterns: returns the patterns of a set.
  /// - Returns: their number.
  mutating func part(
    of whole: CostsNumber, _ sets: PatternSets, _ patterns: (Int32) -> [UInt8]
  ) -> CostsNumber {
    let key = PartKey(costs: whole.number, sets: sets)
    var part = parts[key] ?? findPart(key, patterns)
    part.base += whole.base
    return part
  }

  private mutating func findPart(
    _ key: PartKey, _ patterns: (Int32) -> [UInt8]
  ) -> CostsNumber {
    var costs = costs[Int(key.costs - firstNumber)]
    // The patterns at which the steps look.
    costs.rests = (patterns(key.sets.node) + patterns(key.sets.capital)).map {
      costs.rests[Int($0)]
    }
    costs.sets = key.sets
    let part = number(costs)
    parts[key] = part
    return part
  }
}
