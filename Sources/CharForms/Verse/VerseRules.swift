/// A form compiled for an alphabet: which characters fit where.
final class VerseRules: Sendable {
  /// A pattern that the text may follow, with the tones of the line so far and the rhymes that are chosen.
  struct Way: Hashable, Comparable, Sendable {
    var pattern: Int16
    var node: Int16 = 0
    /// A byte for each rhyme: 0, or the group and 1.
    var groups: UInt64 = 0

    func group(_ rhyme: Int) -> Int? {
      let value = Int(groups >> UInt64(8 * rhyme) & 0xFF)
      return value == 0 ? nil : value - 1
    }

    mutating func set(_ group: Int?, for rhyme: Int) {
      groups &= ~(0xFF << UInt64(8 * rhyme))
      groups |= UInt64(group.map { $0 + 1 } ?? 0) << UInt64(8 * rhyme)
    }

    static func < (left: Way, right: Way) -> Bool {
      (left.pattern, left.node, left.groups) < (right.pattern, right.node, right.groups)
    }
  }

  /// A place in a text: all that matters to what may follow, but the characters that are used up.
  struct Place: Hashable, Sendable {
    var slot: Int32 = 0
    /// The part of a phrase with which the text ends, and a bit for each required phrase that it has.
    var phrase: Int32 = 0
    var found: UInt32 = 0
    /// Bits for wanted characters that are used up, by their scope and at the ends of lines that rhyme.
    var used: UInt64 = 0
    var usedRhymes: UInt64 = 0
  }

  /// The largest number of rhymes.
  static let mostRhymes = 8
  /// The largest number of characters that a poem must have.
  static let mostWanted = 64
  /// The largest number of characters in phrases.
  static let mostKeys = 2000

  let form: VerseForm
  let slots: VerseSlots
  let characters: VerseCharacters
  let table: RhymeTable
  private let phrases: PhraseTree
  /// By pattern and line.
  private let tones: [[ToneAutomaton?]]
  /// The rhyme of each line, by pattern.
  private let rhymes: [[Int?]]
  private let allowed: [Set<Int>]
  /// The last line of each rhyme, by pattern.
  private let lastLines: [[Int]]
  /// The lists of each rhyme group.
  private let groupLists: [[Int]]

  init(_ form: VerseForm, _ alphabet: Alphabet) throws(ConstraintError) {
    self.form = form
    table = RhymeTable(form.book)
    slots = VerseSlots(form)
    guard form.acrostic.unicodeScalars.count <= form.ownLines.count else {
      throw ConstraintError(
        "the acrostic has \(form.acrostic.unicodeScalars.count) characters, and the form "
          + "\(form.ownLines.count) lines")
    }
    phrases = try PhraseTree(
      required: form.words, banned: form.bannedWords, ignoresCase: form.banIgnoresCase)
    let given = form.lines.indices.compactMap(form.given)
    let wanted = Set(form.words.flatMap(\.unicodeScalars) + given).map(\.value).sorted()
    guard wanted.count <= Self.mostWanted else {
      throw ConstraintError(
        "the words and the acrostic have \(wanted.count) different characters; at most "
          + "\(Self.mostWanted) are supported")
    }
    var keys: [UInt32: [UInt32]] = [:]
    for key in Set(phrases.nodes.flatMap(\.children.keys)) {
      keys[key] = phrases.ignoresCase ? CaseVariants.of(key) : [key]
    }
    guard keys.count <= Self.mostKeys else {
      throw ConstraintError(
        "the phrases have \(keys.count) different characters; with a form, at most "
          + "\(Self.mostKeys) are supported")
    }
    let tonal = form.patterns.contains { pattern in
      pattern.tones.contains { $0 != nil } || pattern.rhymes.contains { $0 != nil }
    }
    let marks = slots.marks
    characters = VerseCharacters(
      tonal ? table : .none, letters: form.characters, marks: marks, wanted: wanted, keys: keys,
      alphabet)
    allowed = try form.allowedGroups(table)
    var tones: [[ToneAutomaton?]] = []
    for pattern in form.patterns {
      var automata: [ToneAutomaton?] = []
      for line in pattern.tones {
        if let line {
          automata.append(try ToneAutomaton(line, form.toneRules))
        } else {
          automata.append(nil)
        }
      }
      tones.append(automata)
    }
    self.tones = tones
    rhymes = form.patterns.map(\.rhymes)
    lastLines = form.patterns.map { pattern in
      (0..<form.rhymeCount).map { pattern.rhymes.lastIndex(of: $0) ?? -1 }
    }
    var groupLists = [[Int]](repeating: [], count: table.groups.count)
    for (index, list) in table.lists.enumerated() {
      if let group = list.reading.group { groupLists[group].append(index) }
    }
    self.groupLists = groupLists
  }

  /// The ways before the first character.
  var firstWays: [Way] { form.patterns.indices.map { Way(pattern: Int16($0)) } }

  /// True if the text may end at a place.
  func mayEnd(_ place: Place) -> Bool {
    slots[Int(place.slot)].mayEnd && place.found == phrases.required
  }

  // MARK: - Steps

  /// Returns the place after a character, or after a mark; nil if a phrase or an earlier character forbids it.
  func place(after found: VerseCharacters.Class, asMark: Bool, in place: Place) -> Place? {
    let slot = slots[Int(place.slot)]
    guard let target = asMark ? slot.afterMark : slot.afterCharacter else { return nil }
    var next = place
    if !asMark, let wanted = found.wanted {
      let bit: UInt64 = 1 << UInt64(wanted)
      if form.distinct != nil {
        guard place.used & bit == 0 else { return nil }
        next.used |= bit
      }
      if slot.endsRhyme {
        guard place.usedRhymes & bit == 0 else { return nil }
        next.usedRhymes |= bit
      }
    }
    guard enter(found.key, &next) else { return nil }
    move(&next, to: target)
    return next
  }

  /// Returns the place after a character that has no part in phrases.
  func placeAfterOther(asMark: Bool, in place: Place) -> Place? {
    let slot = slots[Int(place.slot)]
    guard let target = asMark ? slot.afterMark : slot.afterCharacter else { return nil }
    var next = place
    next.phrase = 0
    move(&next, to: target)
    return next
  }

  private func enter(_ key: UInt32?, _ place: inout Place) -> Bool {
    guard let key else {
      place.phrase = 0
      return true
    }
    place.phrase = phrases.next(place.phrase, key)
    let node = phrases.nodes[Int(place.phrase)]
    place.found |= node.found
    return !node.isBanned
  }

  private func move(_ place: inout Place, to slot: Int) {
    place.slot = Int32(slot)
    if form.distinct == .line && slots.startsLine(slot) { place.used = 0 }
    if slot > slots.lastRhyme { place.usedRhymes = 0 }
  }

  /// Returns the ways on which a character fits.
  func ways(after found: VerseCharacters.Class, _ way: Way, _ slot: VerseSlot) -> [Way] {
    if slot.original != nil { return [moved(way, slot)] }
    let automaton = tones[Int(way.pattern)][slot.line]
    var ways: [Way] = []
    guard let rhyme = rhyme(way, slot) else {
      guard let automaton else { return found.isLetter ? [moved(way, slot)] : [] }
      for tone in Tone.allCases where found.readings.contains(where: { $0.tone == tone }) {
        if let node = automaton.node(after: tone, in: way.node) {
          ways.append(moved(way, slot, node: node))
        }
      }
      return ways
    }
    for reading in found.readings {
      if let next = self.way(after: reading, rhyme, way, slot, automaton), !ways.contains(next) {
        ways.append(next)
      }
    }
    return ways
  }

  private func rhyme(_ way: Way, _ slot: VerseSlot) -> Int? {
    slot.endsLine ? rhymes[Int(way.pattern)][slot.line] : nil
  }

  /// True if a way needs a rhyme at a slot.
  func rhymes(_ way: Way, _ slot: VerseSlot) -> Bool {
    rhyme(way, slot) != nil
  }

  /// The rhyme groups of which a way needs one at a slot.
  func groups(_ way: Way, _ slot: VerseSlot) -> [Int] {
    guard let rhyme = rhyme(way, slot) else { return [] }
    return way.group(rhyme).map { [$0] } ?? allowed[rhyme].sorted()
  }

  private func way(
    after reading: RhymeTable.Reading, _ rhyme: Int, _ way: Way, _ slot: VerseSlot,
    _ automaton: ToneAutomaton?
  ) -> Way? {
    guard !reading.isAddition, let group = reading.group,
      way.group(rhyme).map({ $0 == group }) ?? allowed[rhyme].contains(group)
    else { return nil }
    var node: Int16 = 0
    if let automaton {
      guard let after = automaton.node(after: reading.tone, in: way.node) else { return nil }
      node = after
    }
    var next = moved(way, slot, node: node)
    let isLast = lastLines[Int(way.pattern)][rhyme] == slot.line
    next.set(isLast ? nil : group, for: rhyme)
    return next
  }

  private func moved(_ way: Way, _ slot: VerseSlot, node: Int16 = 0) -> Way {
    var next = way
    next.node = slot.endsLine ? 0 : node
    return next
  }

  // MARK: - Characters that no phrase has

  /// The ways after such a character, each with its cost.
  func waysAfterOthers(_ way: Way, _ slot: VerseSlot) -> [(way: Way, cost: Int32)] {
    if slot.original != nil { return [(moved(way, slot), characters.dearest)] }
    let automaton = tones[Int(way.pattern)][slot.line]
    if let rhyme = rhyme(way, slot) {
      return groups(way, slot).flatMap { groupLists[$0] }.compactMap { list in
        guard let cost = characters.lists[list].cost(despite: slot.rivals),
          let next = self.way(after: table.lists[list].reading, rhyme, way, slot, automaton)
        else { return nil }
        return (next, cost)
      }
    }
    guard let automaton else {
      return characters.letters.cost(despite: slot.rivals).map { [(moved(way, slot), $0)] } ?? []
    }
    return Tone.allCases.compactMap { tone in
      guard let node = automaton.node(after: tone, in: way.node),
        let cost = characters.tones[Int(tone.rawValue)].cost(despite: slot.rivals)
      else { return nil }
      return (moved(way, slot, node: node), cost)
    }
  }
}
