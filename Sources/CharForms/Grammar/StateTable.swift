/// The states of a machine that were met, each with the stacks of rules that it stands for.
///
/// A state is a set of positions; each has a frame, which is the set of places to go on at when its rule ends,
/// with their frames. Equal frames and equal states have one number, so that ambiguous grammars stay small:
/// there is at most one frame a position. Transitions are kept when they are first asked for.
struct StateTable: Sendable {
  /// A position and its frame.
  private struct Item: Hashable, Comparable {
    var position: Int32
    var frame: Int32

    static func < (left: Item, right: Item) -> Bool {
      (left.position, left.frame) < (right.position, right.frame)
    }
  }

  private struct StateKey: Hashable {
    var items: [Item]
    var mayEnd: Bool
  }

  /// What can be reached from a position without a character.
  private struct Closure {
    var scalars: [(set: Int32, to: Int32)] = []
    var calls: [(rule: Int32, to: Int32)] = []
    var isFinal = false
    /// Whether the rule ends here in any case.
    var onlyEnds: Bool { isFinal && scalars.isEmpty && calls.isEmpty }
  }

  /// The continuation of the root: the text ends.
  private static let end = Item(position: -1, frame: -1)

  let machine: Machine
  private var closures: [Closure] = []
  private var closureNumbers: [Int32]
  /// Continuations of each frame, sorted.
  private var frames: [[Item]] = []
  private var frameNumbers: [[Item]: Int32] = [:]
  private var frameShortest: [Int32] = []
  private var states: [StateKey] = []
  private var stateNumbers: [StateKey: Int32] = [:]
  private var stateShortest: [Int32] = []
  private var transitions: [UInt64: Int32] = [:]
  private var steps: [Int32: [Step]] = [:]

  // Memory that is used again from one state to the next.
  private var slots: [Int32]
  private var items: [Item] = []
  private var queue: [Int32] = []
  /// Continuations of rules that are called, and these rules with the highest rank first.
  private var pending: [[Item]]
  private var open: [Int32] = []

  init(_ machine: Machine) {
    self.machine = machine
    slots = Array(repeating: -1, count: machine.positionCount)
    pending = Array(repeating: [], count: machine.rules.count)
    closureNumbers = slots
    items = [Item(position: machine.rules[0].start, frame: frame([Self.end]))]
    _ = finish(mayEnd: machine.isNullable(0))
  }

  /// The number of states so far; the first one is the initial state.
  var count: Int { states.count }

  func mayEnd(_ state: Int32) -> Bool { states[Int(state)].mayEnd }

  /// The cost of the shortest way to an end; `Machine.never` if there is none.
  func shortestEnd(_ state: Int32) -> Int32 { stateShortest[Int(state)] }

  /// Returns the state after a character of a class; nil if it is not allowed.
  mutating func next(_ state: Int32, _ scalarClass: Int) -> Int32? {
    let key = UInt64(UInt32(state)) << 32 | UInt64(scalarClass)
    if let known = transitions[key] { return known < 0 ? nil : known }
    for item in states[Int(state)].items {
      for edge in closure(item.position).scalars where machine.contains(edge.set, scalarClass) {
        add(Item(position: edge.to, frame: item.frame))
      }
    }
    let next: Int32
    if items.isEmpty {
      next = -1
    } else {
      let mayEnd = popRules()
      next = finish(mayEnd: mayEnd)
    }
    transitions[key] = next
    return next < 0 ? nil : next
  }

  /// Returns the classes that may come next.
  mutating func steps(_ state: Int32) -> [Step] {
    if let known = steps[state] { return known }
    var shortest: [Int32: Int32] = [:]
    for item in states[Int(state)].items {
      for edge in closure(item.position).scalars {
        let rest = min(
          machine.shortest[Int(edge.to)] + frameShortest[Int(item.frame)], Machine.never)
        for member in machine.classes.members[Int(edge.set)] {
          shortest[member] = min(rest, shortest[member] ?? Machine.never)
        }
      }
    }
    let found = shortest.sorted { $0.key < $1.key }.map { member, rest in
      Step(
        label: Int(member), scalars: machine.classes.sets[Int(member)],
        shortestEnd: rest < Machine.never ? Int(rest) : nil)
    }
    steps[state] = found
    return found
  }

  private mutating func closure(_ position: Int32) -> Closure {
    let number = closureNumbers[Int(position)]
    if number >= 0 { return closures[Int(number)] }
    let origin = position
    var found = Closure()
    var seen: Set<Int32> = [position]
    var stack = [position]
    while let position = stack.popLast() {
      let links = machine.links(of: position)
      // The end of a rule is the only place without links.
      if links.isEmpty { found.isFinal = true }
      for link in links {
        switch link.kind {
        case .scalars: found.scalars.append((link.value, link.to))
        case .call:
          found.calls.append((link.value, link.to))
          guard machine.isNullable(link.value) else { continue }
          if seen.insert(link.to).inserted { stack.append(link.to) }
        case .empty, .assertion: if seen.insert(link.to).inserted { stack.append(link.to) }
        }
      }
    }
    closureNumbers[Int(origin)] = Int32(closures.count)
    closures.append(found)
    return found
  }

  /// Adds a position to the next state, or adds to its frame.
  private mutating func add(_ item: Item) {
    let slot = slots[Int(item.position)]
    guard slot >= 0 else {
      slots[Int(item.position)] = Int32(items.count)
      queue.append(Int32(items.count))
      return items.append(item)
    }
    let known = items[Int(slot)].frame
    guard known != item.frame else { return }
    let both = frame(frames[Int(known)] + frames[Int(item.frame)])
    guard both != known else { return }
    items[Int(slot)].frame = both
    queue.append(slot)
  }

  /// Goes on after the rules that end. Returns whether the text may end.
  private mutating func popRules() -> Bool {
    var mayEnd = false
    while let slot = queue.popLast() {
      let item = items[Int(slot)]
      guard closure(item.position).isFinal else { continue }
      for place in frames[Int(item.frame)] {
        if place == Self.end { mayEnd = true } else { add(place) }
      }
    }
    return mayEnd
  }

  /// Enters the rules that are called, and returns the number of the state.
  private mutating func finish(mayEnd: Bool) -> Int32 {
    for item in items { slots[Int(item.position)] = -1 }
    queue.removeAll(keepingCapacity: true)
    for item in items { call(from: item) }
    // A rule is entered once, after all rules that call it here.
    while let rule = open.popLast() {
      let item = Item(
        position: machine.rules[Int(rule)].start, frame: frame(pending[Int(rule)]))
      pending[Int(rule)].removeAll(keepingCapacity: true)
      items.append(item)
      call(from: item)
    }
    var kept: [Item] = []
    for item in items where !closure(item.position).scalars.isEmpty { kept.append(item) }
    kept.sort()
    let key = StateKey(items: kept, mayEnd: mayEnd)
    items.removeAll(keepingCapacity: true)
    if let known = stateNumbers[key] { return known }
    let number = Int32(states.count)
    states.append(key)
    stateNumbers[key] = number
    stateShortest.append(mayEnd ? 0 : shortest(key.items))
    return number
  }

  private mutating func call(from item: Item) {
    for (rule, to) in closure(item.position).calls {
      if pending[Int(rule)].isEmpty {
        let place = open.firstIndex { machine.rank[Int($0)] < machine.rank[Int(rule)] }
        open.insert(rule, at: place ?? open.endIndex)
      }
      if closure(to).onlyEnds {
        pending[Int(rule)] += frames[Int(item.frame)]
      } else {
        pending[Int(rule)].append(Item(position: to, frame: item.frame))
      }
    }
  }

  /// Returns the number of the frame of some continuations.
  private mutating func frame(_ places: [Item]) -> Int32 {
    var unique: [Item] = []
    for place in places.sorted() where place != unique.last { unique.append(place) }
    if let known = frameNumbers[unique] { return known }
    let number = Int32(frames.count)
    frames.append(unique)
    frameNumbers[unique] = number
    frameShortest.append(unique.contains(Self.end) ? 0 : shortest(unique))
    return number
  }

  private func shortest(_ items: [Item]) -> Int32 {
    items.reduce(Machine.never) {
      min($0, machine.shortest[Int($1.position)] + frameShortest[Int($1.frame)])
    }
  }
}
