/// The states of a verse form that were met, but for the characters that are used up.
///
/// A core is a place in the text and the ways on which the text so far fits the form. From each way there is a
/// way to the end; the cost of the shortest is kept.
struct VerseTable: Sendable {
  static let never = Int32.max / 4

  private struct Core: Hashable {
    var place: VerseRules.Place
    var ways: [VerseRules.Way]
  }

  private struct Point: Hashable {
    var place: VerseRules.Place
    var way: VerseRules.Way
  }

  /// The parts of which a set of characters is made.
  private enum SetKey: Hashable {
    case classes([Int])
    case kinds([Int])
    case one(UInt32)
  }

  let rules: VerseRules
  private var cores: [Core] = []
  private var numbers: [Core: Int32] = [:]
  private var shortest: [Int32] = []
  private var transitions: [UInt64: Int32] = [:]
  /// The steps of each core; nil if they were not asked for.
  private var kept: [SharedSteps?] = []
  private var labels: [SetKey: Int] = [:]
  private var sets: [ScalarSet] = []
  /// The cost of the shortest way to the end.
  private var costs: [Point: Int32] = [:]
  /// No more than the cost of the shortest way from each slot.
  private var bounds: [Int32]

  init(_ rules: VerseRules) {
    self.rules = rules
    bounds = Self.bounds(rules)
    let ways = rules.firstWays.filter { cost(VerseRules.Place(), $0) < Self.never }
    _ = number(Core(place: VerseRules.Place(), ways: ways))
  }

  /// The slot of a core.
  func slot(_ core: Int32) -> VerseSlot { rules.slots[Int(cores[Int(core)].place.slot)] }

  /// The index of the slot of a core.
  func slotIndex(_ core: Int32) -> Int { Int(cores[Int(core)].place.slot) }

  /// True if no text is allowed.
  var isEmpty: Bool { cores[0].ways.isEmpty }

  func mayEnd(_ core: Int32) -> Bool { rules.mayEnd(cores[Int(core)].place) }

  /// The cost of the shortest way to an end.
  func shortestEnd(_ core: Int32) -> Int32 { shortest[Int(core)] }

  private mutating func number(_ core: Core) -> Int32 {
    if let known = numbers[core] { return known }
    let number = Int32(cores.count)
    numbers[core] = number
    cores.append(core)
    kept.append(nil)
    var best = Self.never
    for way in core.ways { best = min(best, cost(core.place, way)) }
    shortest.append(best)
    return number
  }

  // MARK: - Transitions

  /// Returns the core after a character of a class; nil if it is not allowed.
  mutating func next(_ core: Int32, _ found: Int) -> Int32? {
    let key = UInt64(UInt32(core)) << 32 | UInt64(found)
    if let known = transitions[key] { return known < 0 ? nil : known }
    let next = findNext(cores[Int(core)], rules.characters.classes[found]) ?? -1
    transitions[key] = next
    return next < 0 ? nil : next
  }

  private mutating func findNext(_ core: Core, _ found: VerseCharacters.Class) -> Int32? {
    move(core, found).flatMap { finish($0.place, $0.ways) }
  }

  /// Returns the place after a character, and the ways on which it fits; nil if the place is not allowed.
  private func move(
    _ core: Core, _ found: VerseCharacters.Class
  ) -> (place: VerseRules.Place, ways: [VerseRules.Way])? {
    let rules = rules
    let slot = rules.slots[Int(core.place.slot)]
    let asMark = slot.marks.map(found.marks.contains) ?? false
    guard let place = rules.place(after: found, asMark: asMark, in: core.place) else { return nil }
    return (
      place, asMark ? core.ways : core.ways.flatMap { rules.ways(after: found, $0, slot) }
    )
  }

  private mutating func finish(_ place: VerseRules.Place, _ ways: [VerseRules.Way]) -> Int32? {
    var live: [VerseRules.Way] = []
    for way in ways.sorted() where way != live.last {
      if cost(place, way) < Self.never { live.append(way) }
    }
    return live.isEmpty ? nil : number(Core(place: place, ways: live))
  }

  /// Returns the core after a character that repeats an earlier one.
  mutating func nextAfterCopy(_ core: Int32) -> Int32? {
    let key = UInt64(UInt32(core)) << 32 | UInt64(UInt32.max)
    if let known = transitions[key] { return known < 0 ? nil : known }
    let (place, ways) = (cores[Int(core)].place, cores[Int(core)].ways)
    let slot = rules.slots[Int(place.slot)]
    let next =
      rules.placeAfterOther(asMark: false, in: place).flatMap {
        finish($0, ways.flatMap { rules.ways(after: VerseCharacters.Class(), $0, slot) })
      } ?? -1
    transitions[key] = next
    return next < 0 ? nil : next
  }

  // MARK: - Steps

  /// Returns the sets of characters that may come next, but for those that are used up.
  mutating func steps(_ core: Int32) -> SharedSteps {
    if let known = kept[Int(core)] { return known }
    let ways = cores[Int(core)].ways
    let (rules, slot) = (rules, slot(core))
    var classes: Set<Int> = []
    var byKind = false
    if let given = slot.given {
      if let found = Unicode.Scalar(given).flatMap({ rules.characters.index(of: $0) }) {
        classes.insert(found)
      }
    } else if slot.afterCharacter != nil {
      byKind = !ways.contains { rules.rhymes($0, slot) }
      if byKind {
        classes.formUnion(rules.characters.kindClasses)
      } else if ways.allSatisfy({ rules.rhymes($0, slot) }) {
        let groups = Set(ways.flatMap { rules.groups($0, slot) })
        classes.formUnion(groups.flatMap { rules.characters.groupClasses[$0] })
      } else {
        classes.formUnion(
          rules.characters.kinds.indices.filter { rules.characters.kinds[$0] != nil })
      }
    }
    if let marks = slot.marks {
      classes.formUnion(rules.characters.markClasses[marks])
      byKind = byKind && slot.afterCharacter != nil
    }
    var byEnd: [Int32: [Int]] = [:]
    for found in classes.sorted() {
      // The core after a character is not needed before the character is written.
      guard let (place, ways) = move(cores[Int(core)], rules.characters.classes[found]) else {
        continue
      }
      var end = Self.never
      for way in ways { end = min(end, cost(place, way)) }
      if end < Self.never { byEnd[end, default: []].append(found) }
    }
    let steps = SharedSteps(
      byEnd.sorted { $0.key < $1.key }.map { end, members in step(members, byKind: byKind, end) })
    kept[Int(core)] = steps
    return steps
  }

  private mutating func step(_ classes: [Int], byKind: Bool, _ end: Int32) -> Step {
    let rules = rules
    let key: SetKey =
      byKind ? .kinds(classes.compactMap { rules.characters.kinds[$0] }) : .classes(classes)
    let label = label(key) {
      ScalarSet(
        classes.flatMap { found in
          byKind
            ? rules.characters.kinds[found].map { rules.characters.kindSets[$0].ranges } ?? []
            : rules.characters.partition.sets[found].ranges
        })
    }
    return Step(label: label, scalars: sets[label], shortestEnd: Int(end))
  }

  private mutating func label(_ key: SetKey, _ make: () -> ScalarSet) -> Int {
    if let known = labels[key] { return known }
    let label = sets.count
    labels[key] = label
    sets.append(make())
    return label
  }

  /// Returns the step of one character.
  mutating func step(_ scalar: UInt32, _ end: Int32) -> Step {
    let label = label(.one(scalar)) { ScalarSet(scalar) }
    return Step(label: label, scalars: sets[label], shortestEnd: Int(end))
  }

  // MARK: - Costs

  private static func bounds(_ rules: VerseRules) -> [Int32] {
    var bounds = [Int32](repeating: 0, count: rules.slots.count)
    for index in bounds.indices.dropLast().reversed() {
      let slot = rules.slots[index]
      var best = slot.mayEnd ? 0 : never
      if let next = slot.afterCharacter {
        best = min(best, bounds[next] + (slot.original == nil ? 1 : rules.characters.dearest))
      }
      if let next = slot.afterMark { best = min(best, bounds[next] + 1) }
      bounds[index] = best
    }
    return bounds
  }

  /// Returns the cost of the shortest way to an end; ``never`` if there is none.
  private mutating func cost(_ place: VerseRules.Place, _ way: VerseRules.Way) -> Int32 {
    if Int(place.slot) == rules.slots.count - 1 { return rules.mayEnd(place) ? 0 : Self.never }
    let point = Point(place: place, way: way)
    if let known = costs[point] { return known }
    let best = findCost(place, way)
    costs[point] = best
    return best
  }

  private mutating func findCost(_ place: VerseRules.Place, _ way: VerseRules.Way) -> Int32 {
    if rules.mayEnd(place) { return 0 }
    let rules = rules
    let slot = rules.slots[Int(place.slot)]
    let bound = bounds[Int(place.slot)]
    var best = Self.never
    if let marks = slot.marks {
      for index in rules.characters.markClasses[marks] {
        let found = rules.characters.classes[index]
        if let next = rules.place(after: found, asMark: true, in: place) {
          best = min(best, cost(next, way) + found.cost)
        }
        if best <= bound { return best }
      }
    }
    guard slot.afterCharacter != nil else { return min(best, Self.never) }
    // Wanted characters first, so that most ways are found without a search.
    if slot.original == nil {
      for index in rules.characters.wantedClasses {
        let found = rules.characters.classes[index]
        if let given = slot.given, !rules.characters.partition.sets[index].contains(given) {
          continue
        }
        guard let next = rules.place(after: found, asMark: false, in: place) else { continue }
        for way in rules.ways(after: found, way, slot) {
          best = min(best, cost(next, way) + found.cost)
          if best <= bound { return best }
        }
      }
    }
    guard slot.given == nil, let next = rules.placeAfterOther(asMark: false, in: place) else {
      return min(best, Self.never)
    }
    for (way, cost) in rules.waysAfterOthers(way, slot) {
      best = min(best, self.cost(next, way) + cost)
      if best <= bound { return best }
    }
    return min(best, Self.never)
  }
}
