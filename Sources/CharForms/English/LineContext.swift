/// A line that is being written, with what the lines before mean for it and for those after it.
struct LineContext: Sendable {
  /// The rhyme of a letter that has more lines.
  struct Binding: Hashable, Sendable {
    var letter: Int
    /// The rhymes that all of its lines so far have.
    var rhymes: [UInt16]
    /// The last words of these lines.
    var used: [Int32]
  }

  /// The values by which a line differs from the same line of other texts.
  struct Key: Hashable, Sendable {
    var line: Int
    var bindings: [Binding] = []
    /// The rhymes of the letters that have begun, as long as others have not.
    var taken: [UInt16] = []
    /// The required words that must come in the line, as bits.
    var missing: UInt32 = 0
    /// The numbers of the texts of lines that are repeated later, by the line.
    var texts: [Int: Int32] = [:]
  }

  /// The rule for the last word.
  enum Ending: Sendable {
    case any
    /// A word with a rhyme that has enough words. A set of rhymes that other letters would rather have costs more, and
    /// one with a rhyme that is taken is forbidden.
    case first(letter: Int, surcharges: [UInt16: Int32])
    /// A word with one of some rhymes that was not used.
    case bound([Rhyme], used: [Int32])
    /// The line is a copy.
    case copy([Unicode.Scalar])
  }

  /// A rhyme of the line, and what the lines that follow with it cost: more after some words, by the word.
  struct Rhyme: Hashable, Sendable {
    var rhyme: UInt16
    var rest: Int32
    var restAfter: [Int32: Int32] = [:]

    func rest(after word: Int32) -> Int32 { restAfter[word] ?? rest }
  }

  let key: Key
  let ending: Ending
  /// The cost of all that follows the line, but the lines that rhyme with it.
  private(set) var later: Int32 = 0
  /// For each number of syllables the cost of a space and all that follows, but `later`.
  private(set) var rest: [Int32] = []
  /// The same if the required word of the line must come, and if it must come at once; empty if the line has none.
  private(set) var restWithRequired: [Int32] = []
  private(set) var restFromRequired: [Int32] = []
  /// The cost of the line from its start, and of lines that rhyme with it.
  private(set) var whole: Int32 = 0

  /// Makes a context.
  ///
  /// - Parameters:
  ///   - key: the line.
  ///   - tables: the rules.
  ///   - text: returns a text by its number.
  init(_ key: Key, _ tables: SyllableTables, _ text: (Int32) -> [Unicode.Scalar]) {
    self.key = key
    let line = key.line
    let own = tables.letterOfLine[line]
    if tables.sources[line] != line {
      ending = .copy(key.texts[tables.sources[line]].map(text) ?? [])
    } else if let own, let binding = key.bindings.first(where: { $0.letter == own.letter }) {
      let letter = tables.letters[own.letter]
      let rhymes = binding.rhymes.map { rhyme in
        var found = Rhyme(
          rhyme: rhyme, rest: letter.cost(from: own.place + 1, rhyme, used: binding.used))
        if own.place + 1 < letter.lines.count {
          for word in letter.cheapWords(rhyme) {
            found.restAfter[word] = letter.cost(
              from: own.place + 1, rhyme, used: binding.used + [word])
          }
        }
        return found
      }
      ending = .bound(rhymes, used: binding.used)
    } else if let own {
      ending = .first(
        letter: own.letter, surcharges: Self.surcharges(key, own.letter, tables))
    } else {
      ending = .any
    }
    later = costOfLater(tables, text)
    if case .copy(let copy) = ending { whole = Int32(copy.count) } else { findRest(tables) }
  }

  /// The additional cost of the letters after one if they avoid a set of rhymes.
  private static func surcharges(
    _ key: Key, _ letter: Int, _ tables: SyllableTables
  ) -> [UInt16: Int32] {
    guard tables.verse.rhymesDiffer else { return [:] }
    var surcharges = tables.plans.surcharges(after: letter, without: key.taken)
    for set in key.taken.lazy.flatMap({ tables.tree.setsOfRhyme[Int($0)] }) {
      surcharges[set] = LineRules.never
    }
    return surcharges
  }

  private func costOfLater(
    _ tables: SyllableTables, _ text: (Int32) -> [Unicode.Scalar]
  ) -> Int32 {
    let line = key.line
    let own = tables.letterOfLine[line]?.letter
    var sum = tables.separator(after: line)
    var unbegun: [Int] = []
    for other in tables.lines.indices.dropFirst(line + 1) {
      sum += tables.separator(after: other)
      if tables.sources[other] != other {
        if let number = key.texts[tables.sources[other]] { sum += Int32(text(number).count) }
      } else if let (letter, place) = tables.letterOfLine[other] {
        // The lines of a letter count once, with the next of them.
        let lines = tables.letters[letter].lines
        if letter == own || place > 0 && lines[place - 1] > line { continue }
        if let binding = key.bindings.first(where: { $0.letter == letter }) {
          sum +=
            binding.rhymes.lazy.map {
              tables.letters[letter].cost(from: place, $0, used: binding.used)
            }.min() ?? 0
        } else {
          unbegun.append(letter)
        }
      } else {
        sum += tables.cheapest[other]
      }
    }
    if !unbegun.isEmpty { sum += tables.plans.cost(of: unbegun, without: key.taken) }
    return sum
  }

  private mutating func findRest(_ tables: SyllableTables) {
    let (rules, tree) = (tables.lines[key.line], tables.tree)
    let high = rules.line.syllables.upperBound
    // The cheapest last words, by the number of syllables before.
    var last = [Int32](repeating: LineRules.never, count: high + 1)
    func note(_ pattern: UInt8, _ cost: Int32, _ last: inout [Int32]) {
      var starts = rules.ends[Int(pattern)]
      while starts != 0 {
        let start = starts.trailingZeroBitCount
        last[start] = min(last[start], cost + rules.endingCost)
        starts &= starts - 1
      }
    }
    func noteWords(below nodes: [Int32], _ last: inout [Int32]) {
      // Only the cheapest word of each pattern matters.
      var least = [Int32](repeating: LineRules.never, count: tree.patterns.count)
      func keep(_ pattern: UInt8, _ cost: Int32) {
        if cost < least[Int(pattern)] { least[Int(pattern)] = cost }
      }
      switch ending {
      case .any:
        for entry in nodes.lazy.flatMap({ tables.words.entries(of: $0) }) {
          keep(entry.pattern, rules.weight * entry.cost)
        }
      case .first(let letter, let surcharges):
        for entry in nodes.lazy.flatMap({ tables.letters[letter].costs.entries(of: $0) }) {
          guard entry.cost < least[Int(entry.pattern)] else { continue }
          keep(entry.pattern, entry.cost + (surcharges[entry.rhymes] ?? 0))
        }
      case .bound(let rhymes, let used):
        for rhyme in rhymes {
          for node in nodes {
            for reading in tree.readings(of: rhyme.rhyme, below: node) {
              let length = rules.weight * Int32(reading.length)
              guard length + rhyme.rest < least[Int(reading.pattern)],
                !used.contains(reading.word)
              else { continue }
              keep(reading.pattern, length + rhyme.rest(after: reading.word))
            }
          }
        }
      case .copy: break
      }
      for pattern in least.indices where least[pattern] < LineRules.never {
        note(UInt8(pattern), least[pattern], &last)
      }
    }
    func cheapest(from count: Int, _ nodes: [Int32], _ rest: [Int32]) -> Int32 {
      var cost = LineRules.never
      for entry in nodes.lazy.flatMap({ tables.words.entries(of: $0) })
      where rules.fits[Int(entry.pattern)] >> UInt32(count) & 1 != 0 {
        let end = count + tree.patterns[Int(entry.pattern)].syllables
        cost = min(cost, rules.weight * entry.cost + rest[end])
      }
      return cost
    }
    rest = Array(repeating: LineRules.never, count: high + 1)
    noteWords(below: rules.roots, &last)
    for count in (0..<high).reversed() {
      rest[count] = min(
        LineRules.never,
        rules.spaceCost + min(last[count], cheapest(from: count, rules.roots, rest)))
    }
    if key.missing != 0 {
      restFromRequired = Array(repeating: LineRules.never, count: high + 1)
      restWithRequired = restFromRequired
      for count in (0..<high).reversed() {
        restFromRequired[count] = fromRequired(count, rules, tree)
        restWithRequired[count] = min(
          LineRules.never,
          rules.spaceCost
            + min(restFromRequired[count], cheapest(from: count, rules.roots, restWithRequired)))
      }
      whole = min(LineRules.never, cheapest(from: 0, rules.starts, restWithRequired))
      return
    }
    if rules.line.firstLetter != nil {
      last[0] = LineRules.never
      noteWords(below: rules.starts, &last)
    }
    whole = min(LineRules.never, last[0], cheapest(from: 0, rules.starts, rest))
  }

  /// The cost of the required word after a number of syllables, and of a space and all that follows.
  private func fromRequired(_ count: Int, _ rules: LineRules, _ tree: WordTree) -> Int32 {
    guard let word = rules.required else { return LineRules.never }
    var cost = LineRules.never
    for reading in tree.readings(of: word)
    where rules.fits[Int(reading.pattern)] >> UInt32(count) & 1 != 0 {
      cost = min(cost, rest[count + tree.patterns[Int(reading.pattern)].syllables])
    }
    return min(LineRules.never, cost + rules.weight * Int32(tree.lengths[Int(word)]))
  }
}
