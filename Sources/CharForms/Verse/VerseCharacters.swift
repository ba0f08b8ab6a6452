/// The characters that a poem can be written with, in classes that a form cannot tell apart.
struct VerseCharacters: Sendable {
  struct Class: Sendable {
    var readings: [RhymeTable.Reading] = []
    /// True if it may stand where the tone does not matter.
    var isLetter = false
    /// The marks that it is, by their indices.
    var marks: [Int] = []
    var cost: Int32 = 1
    /// The scalar by which phrases know it; nil if none has it.
    var key: UInt32?
    /// Its number among the characters that the poem must have somewhere; nil if it is none of them.
    var wanted: Int?

    var tones: Set<Tone> { Set(readings.map(\.tone)) }
  }

  /// The numbers of characters of a kind that no phrase has, by their maximum cost: 1, 2, 3 or 4.
  struct Supply: Sendable {
    private var counts: [Int32] = [0, 0, 0, 0]

    mutating func add(_ count: Int, cost: Int32) {
      for index in Int(cost - 1)..<4 { counts[index] += Int32(count) }
    }

    /// Returns what a character costs at most if `rivals` others are used up; nil if there may be none.
    func cost(despite rivals: Int) -> Int32? {
      counts.firstIndex { $0 > rivals }.map { Int32($0 + 1) }
    }
  }

  let partition: ScalarClasses
  private(set) var classes: [Class] = []
  /// Classes that only tones, cost and phrases tell apart: the number of each class; nil if it is not usable.
  private(set) var kinds: [Int?] = []
  /// A class of each kind, and its characters.
  private(set) var kindClasses: [Int] = []
  private(set) var kindSets: [ScalarSet] = []

  private(set) var letters = Supply()
  private(set) var tones = [Supply](repeating: Supply(), count: 2)
  /// By the lists of the table.
  private(set) var lists: [Supply] = []
  /// The classes of each rhyme group.
  private(set) var groupClasses: [[Int]]
  /// The classes of each set of marks.
  private(set) var markClasses: [[Int]]
  /// Classes of the characters that the poem must have.
  private(set) var wantedClasses: [Int] = []

  /// The cost of the dearest character.
  private(set) var dearest: Int32 = 1

  private struct Kind: Hashable {
    var tones: Set<Tone>
    var isLetter: Bool
    var cost: Int32
    var key: UInt32?
    var marks: [Int]
  }

  /// Makes the classes; `keys` are the characters of phrases, each with the scalars that are the same to them.
  init(
    _ table: RhymeTable, letters: ScalarSet, marks: [ScalarSet], wanted: [UInt32],
    keys: [UInt32: [UInt32]], _ alphabet: Alphabet
  ) {
    let isWhole = alphabet == .all
    let lists = table.lists
    let marked = ScalarSet(marks.flatMap(\.ranges))
    let special = keys.map { ($0, $1) }.sorted { $0.0 < $1.0 }
    var sets = lists.map(\.characters) + [letters] + marks + wanted.map { ScalarSet($0) }
    sets += special.flatMap { key, variants in variants.map { ScalarSet($0) } }
    let known = ScalarSet(sets.flatMap(\.ranges))
    if !isWhole {
      // Characters of equal cost.
      sets.append(alphabet.scalars.intersection(known))
      sets += [ScalarSet([0...0x7F]), ScalarSet([0x80...0x7FF]), ScalarSet([0x800...0xFFFF])]
        .map { $0.intersection(known) }
    }
    partition = ScalarClasses(sets)
    classes = Array(repeating: Class(), count: partition.count)
    for (index, list) in lists.enumerated() {
      for member in partition.members[index] { classes[Int(member)].readings.append(list.reading) }
    }
    for member in partition.members[lists.count] { classes[Int(member)].isLetter = true }
    for index in marks.indices {
      for member in partition.members[lists.count + 1 + index] {
        classes[Int(member)].marks.append(index)
      }
    }
    for (index, scalar) in wanted.enumerated() {
      if let found = partition.index(of: scalar) { classes[found].wanted = index }
    }
    for (key, variants) in special {
      for scalar in variants {
        if let found = partition.index(of: scalar) { classes[found].key = key }
      }
    }
    for scalar in wanted {
      if let found = partition.index(of: scalar), classes[found].key == nil {
        // A key that no phrase has.
        classes[found].key = scalar
      }
    }
    groupClasses = Array(repeating: [], count: table.groups.count)
    markClasses = Array(repeating: [], count: marks.count)
    self.lists = Array(repeating: Supply(), count: lists.count)
    count(table, marked, isWhole ? nil : alphabet)
  }

  private mutating func count(_ table: RhymeTable, _ marked: ScalarSet, _ alphabet: Alphabet?) {
    var numbers: [Kind: Int] = [:]
    var ranges: [[ClosedRange<UInt32>]] = []
    kinds = Array(repeating: nil, count: classes.count)
    for index in classes.indices {
      let set = partition.sets[index]
      if !classes[index].marks.isEmpty {
        classes[index].readings = []
        classes[index].isLetter = false
      }
      let found = classes[index]
      guard let cost = alphabet.map({ $0.cost(of: set) }) ?? 1,
        found.isLetter || !found.readings.isEmpty || !found.marks.isEmpty
      else { continue }
      classes[index].cost = Int32(cost)
      dearest = max(dearest, Int32(cost))
      let kind = Kind(
        tones: found.tones, isLetter: found.isLetter, cost: Int32(cost), key: found.key,
        marks: found.marks)
      let number = numbers[kind] ?? kindClasses.count
      if number == kindClasses.count {
        numbers[kind] = number
        kindClasses.append(index)
        ranges.append([])
      }
      kinds[index] = number
      ranges[number] += set.ranges
      for group in Set(found.readings.compactMap(\.group)) { groupClasses[group].append(index) }
      for mark in found.marks { markClasses[mark].append(index) }
      if found.wanted != nil { wantedClasses.append(index) }
      guard found.key == nil else { continue }
      let count = set.count
      if found.isLetter { letters.add(count, cost: Int32(cost)) }
      for tone in found.tones { tones[Int(tone.rawValue)].add(count, cost: Int32(cost)) }
      for (list, entry) in table.lists.enumerated() where found.readings.contains(entry.reading) {
        lists[list].add(count, cost: Int32(cost))
      }
    }
    kindSets = ranges.map { ScalarSet($0) }
  }

  /// Returns the class of a character that can be used; nil if it cannot.
  func index(of scalar: Unicode.Scalar) -> Int? {
    guard let found = partition.index(of: scalar.value), kinds[found] != nil else { return nil }
    return found
  }
}
