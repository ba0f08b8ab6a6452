internal import CharText

/// The words that may be written, as a tree over their letters.
///
/// There are two trees: words in lower case, and words that always have a capital. Both have letters in lower
/// case. A node stands for the words below it, which have consecutive numbers.
final class WordTree: Sendable {
  /// A stress pattern, or a number of syllables, and a rhyme.
  struct Reading: Hashable, Sendable {
    var pattern: UInt8
    var rhyme: UInt16
  }

  /// A reading of a word that has a rhyme.
  struct RhymeReading: Sendable {
    var word: Int32
    var pattern: UInt8
    var length: UInt8
  }

  /// The root of the words in lower case.
  static let root = Int32(0)

  /// The root of the words with a capital.
  let capitalRoot: Int32
  /// The stress patterns and rhymes to which readings refer.
  let patterns: [StressPattern]

  /// The number of letters of each word.
  let lengths: [UInt8]
  let readings: [Reading]
  /// The first reading of each word, and the number of all.
  let firstReading: [Int32]
  /// The words of each rhyme, in ascending order.
  let rhymes: [[Int32]]
  /// The readings that have each rhyme, by ascending words.
  let rhymeReadings: [[RhymeReading]]
  /// The patterns of these readings.
  let rhymePatterns: [[UInt8]]
  /// Sets of rhymes that a word can have. The set of one rhyme has its number; 0 is the empty one.
  let rhymeSets: [[UInt16]]
  /// The set of each word.
  let rhymeSet: [UInt16]
  /// The words of each set, in ascending order.
  let wordsOfSet: [[Int32]]
  /// For each rhyme the sets that have it.
  let setsOfRhyme: [[UInt16]]

  /// The nodes, each before those below it: letter, depth, the first word and the node after those below it.
  let letters: [UInt8]
  let depths: [UInt8]
  let firstWord: [Int32]
  let next: [Int32]

  /// Makes a tree.
  ///
  /// - Parameters:
  ///   - words: the words, each of which occurs once.
  ///   - usable: the characters that may be written.
  ///   - withStress: false if words of equally many syllables are the same.
  init(_ words: [EnglishDictionary.Word], usable: ScalarSet, withStress: Bool) {
    let isUsable = (0..<128).map { usable.contains(UInt32($0)) }
    var small: [EnglishDictionary.Word] = []
    var capital: [EnglishDictionary.Word] = []
    for word in words {
      let rest = word.letters.dropFirst()
      guard let first = word.letters.first, rest.allSatisfy({ isUsable[Int($0)] }) else { continue }
      if word.isCapitalized && isUsable[Int(first & 0xDF)] {
        capital.append(word)
      } else if isUsable[Int(first)] {
        small.append(word)
      }
    }
    var nodes = Nodes()
    nodes.add(small, withStress)
    capitalRoot = Int32(nodes.letters.count)
    nodes.add(capital, withStress)
    nodes.firstWord.append(Int32(nodes.lengths.count))
    (letters, depths) = (nodes.letters, nodes.depths)
    (firstWord, next) = (nodes.firstWord, nodes.next)
    (patterns, lengths) = (nodes.patterns, nodes.lengths)
    (readings, firstReading) = (nodes.readings, nodes.firstReading)
    var rhymes: [[Int32]] = []
    var rhymeReadings: [[RhymeReading]] = []
    for word in nodes.lengths.indices {
      for reading in nodes.readings(of: word) where reading.rhyme > 0 {
        let rhyme = Int(reading.rhyme)
        while rhymes.count <= rhyme {
          rhymes.append([])
          rhymeReadings.append([])
        }
        if rhymes[rhyme].last != Int32(word) { rhymes[rhyme].append(Int32(word)) }
        rhymeReadings[rhyme].append(
          RhymeReading(word: Int32(word), pattern: reading.pattern, length: nodes.lengths[word]))
      }
    }
    (self.rhymes, self.rhymeReadings) = (rhymes, rhymeReadings)
    rhymePatterns = rhymeReadings.map { Set($0.lazy.map(\.pattern)).sorted() }
    (rhymeSets, rhymeSet) = Self.sets(nodes, rhymeCount: rhymes.count)
    var wordsOfSet = [[Int32]](repeating: [], count: rhymeSets.count)
    for (word, set) in rhymeSet.enumerated() where set > 0 {
      wordsOfSet[Int(set)].append(Int32(word))
    }
    self.wordsOfSet = wordsOfSet
    var setsOfRhyme = [[UInt16]](repeating: [], count: max(rhymes.count, 1))
    for (number, set) in rhymeSets.enumerated() {
      for rhyme in set { setsOfRhyme[Int(rhyme)].append(UInt16(number)) }
    }
    self.setsOfRhyme = setsOfRhyme
  }

  /// The sets of rhymes that a word can have, and the set of each word.
  private static func sets(
    _ nodes: Nodes, rhymeCount: Int
  ) -> (sets: [[UInt16]], ofWord: [UInt16]) {
    var sets: [[UInt16]] = (0..<max(rhymeCount, 1)).map { $0 == 0 ? [] : [UInt16($0)] }
    var numbers: [[UInt16]: UInt16] = [:]
    let ofWord = nodes.lengths.indices.map { word in
      let set = Set(nodes.readings(of: word).lazy.map(\.rhyme)).subtracting([0]).sorted()
      guard set.count > 1 else { return set.first ?? 0 }
      let number = numbers[set] ?? UInt16(sets.count)
      if Int(number) == sets.count { sets.append(set) }
      numbers[set] = number
      return number
    }
    return (sets, ofWord)
  }

  /// Words and nodes, as they are added.
  private struct Nodes {
    var letters: [UInt8] = []
    var depths: [UInt8] = []
    var firstWord: [Int32] = []
    var next: [Int32] = []
    var patterns: [StressPattern] = []
    var patternNumbers: [StressPattern: UInt8] = [:]
    var lengths: [UInt8] = []
    var readings: [Reading] = []
    var firstReading: [Int32] = [0]

    func readings(of word: Int) -> ArraySlice<Reading> {
      readings[Int(firstReading[word])..<Int(firstReading[word + 1])]
    }

    mutating func add(_ words: [EnglishDictionary.Word], _ withStress: Bool) {
      let words = words.sorted { $0.letters.lexicographicallyPrecedes($1.letters) }
      var path = [addNode(0, depth: 0)]
      var last: [UInt8] = []
      for word in words {
        let shared = zip(last, word.letters).prefix { $0 == $1 }.count
        while path.count > shared + 1 { next[path.removeLast()] = Int32(letters.count) }
        for depth in shared..<word.letters.count {
          path.append(addNode(word.letters[depth], depth: depth + 1))
        }
        last = word.letters
        lengths.append(UInt8(word.letters.count))
        var added: [Reading] = []
        for pronunciation in word.pronunciations {
          let stress = pronunciation.stress
          let pattern =
            withStress ? stress : StressPattern(syllables: stress.syllables, stressed: [])
          let reading = Reading(pattern: number(of: pattern), rhyme: UInt16(pronunciation.rhyme))
          if !added.contains(reading) { added.append(reading) }
        }
        readings += added
        firstReading.append(Int32(readings.count))
      }
      while let node = path.popLast() { next[node] = Int32(letters.count) }
    }

    private mutating func addNode(_ letter: UInt8, depth: Int) -> Int {
      letters.append(letter)
      depths.append(UInt8(depth))
      firstWord.append(Int32(lengths.count))
      next.append(0)
      return letters.count - 1
    }

    private mutating func number(of pattern: StressPattern) -> UInt8 {
      if let known = patternNumbers[pattern] { return known }
      let number = UInt8(patterns.count)
      patterns.append(pattern)
      patternNumbers[pattern] = number
      return number
    }
  }

  /// The word of some letters in lower case; nil if it is none.
  func word(_ letters: some Sequence<UInt8>) -> Int32? {
    for root in [Self.root, capitalRoot] {
      var node: Int32? = root
      for letter in letters { node = node.flatMap { child(of: $0, letter) } }
      if let word = node.flatMap({ word(at: $0) }) { return word }
    }
    return nil
  }

  /// The number of nodes of both trees.
  var nodeCount: Int { letters.count }

  /// The words below a node.
  func words(below node: Int32) -> Range<Int32> {
    firstWord[Int(node)]..<firstWord[Int(next[Int(node)])]
  }

  /// True if a word below a node has a set of rhymes.
  func hasWord(of set: UInt16, below node: Int32) -> Bool {
    let members = wordsOfSet[Int(set)]
    let range = words(below: node)
    let first = Self.firstIndex(in: members[...], from: range.lowerBound) { $0 }
    return first < members.count && members[first] < range.upperBound
  }

  /// The word that ends at a node; nil if none does.
  func word(at node: Int32) -> Int32? {
    let first = firstWord[Int(node)]
    return first < lengths.count && first < firstWord[Int(next[Int(node)])]
      && lengths[Int(first)] == depths[Int(node)] ? first : nil
  }

  /// The node after a letter; nil if no word goes on with it.
  func child(of node: Int32, _ letter: UInt8) -> Int32? {
    var child = node + 1
    while child < next[Int(node)] {
      if letters[Int(child)] == letter { return child }
      child = next[Int(child)]
    }
    return nil
  }

  /// Calls a function for each letter below one or two nodes, which may be −1, with the nodes after it.
  func forEachLetter(
    below node: Int32, _ capital: Int32,
    _ body: (_ letter: UInt8, _ node: Int32, _ capital: Int32) -> Void
  ) {
    var known: UInt128 = 0
    if node >= 0 {
      var child = node + 1
      while child < next[Int(node)] {
        let letter = letters[Int(child)]
        if capital >= 0 { known |= 1 << UInt128(letter) }
        body(letter, child, capital < 0 ? -1 : self.child(of: capital, letter) ?? -1)
        child = next[Int(child)]
      }
    }
    guard capital >= 0 else { return }
    var child = capital + 1
    while child < next[Int(capital)] {
      let letter = letters[Int(child)]
      if known >> UInt128(letter) & 1 == 0 { body(letter, -1, child) }
      child = next[Int(child)]
    }
  }

  /// The pronunciations of a word.
  func readings(of word: Int32) -> ArraySlice<Reading> {
    readings[Int(firstReading[Int(word)])..<Int(firstReading[Int(word) + 1])]
  }

  /// The readings of a rhyme below a node.
  func readings(of rhyme: UInt16, below node: Int32) -> ArraySlice<RhymeReading> {
    let members = rhymeReadings[Int(rhyme)]
    let range = words(below: node)
    let first = Self.firstIndex(in: members[...], from: range.lowerBound) { $0.word }
    let rest = members[first...]
    return rest[..<Self.firstIndex(in: rest, from: range.upperBound) { $0.word }]
  }

  /// The first of some elements, in ascending order of their words, whose word is not before one. This is a copy of
  /// `partitioning(_:)` of another module, which the compiler does not make for one type.
  @inline(__always)
  private static func firstIndex<Element>(
    in elements: ArraySlice<Element>, from word: Int32, _ wordOf: (Element) -> Int32
  ) -> Int {
    var (low, high) = (elements.startIndex, elements.endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if wordOf(elements[middle]) >= word { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
