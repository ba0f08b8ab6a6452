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

    func hash(into hasher: inout Hasher) {
      hasher.combine(UInt64(UInt32(bitPattern: position)) << 32 | UInt64(UInt32(bitPattern: frame)))
    }
  }

  private struct StateKey: Hashable {
    var items: [Item]
    var mayEnd: Bool
  }

  /// The continuation of the root: the text ends.
  private static let end = Item(position: -1, frame: -1)

  let machine: Machine
  /// For each position whether its rule ends there in any case; nil if that was not asked for.
  private var onlyEnds: [Bool?]
  /// Continuations of each frame, sorted.
  private var frames: [[Item]] = []
  private var frameNumbers: [[Item]: Int32] = [:]
  private var frameShortest: [Int32] = []
  private var states: [StateKey] = []
  private var stateNumbers: [StateKey: Int32] = [:]
  private var stateShortest: [Int32] = []
  private var transitions: [UInt64: Int32] = [:]
  /// The steps of each state; nil if they were not asked for.
  private var steps: [StateSteps?] = []
  /// Steps that states share, by the classes, each with what it costs more than the cheapest.
  private var lists: [[Int32]: SharedSteps] = [:]

  // Memory that is used again from one state to the next.
  private var slots: [Int32]
  private var items: [Item] = []
  private var queue: [Int32] = []
  /// The frames with which the calls of each item were entered; −1 = none.
  private var called: [Int32] = []
  /// Continuations of rules that are called, and these rules with the highest rank first.
  private var pending: [[Item]]
  private var open: [Int32] = []
  /// The costs after classes; −1 = none.
  private var rests: [Int32]

  init(_ machine: Machine) {
    self.machine = machine
    slots = Array(repeating: -1, count: machine.positionCount)
    pending = Array(repeating: [], count: machine.rules.count)
    onlyEnds = Array(repeating: nil, count: machine.positionCount)
    rests = Array(repeating: -1, count: machine.classes.count)
    enter(Item(position: machine.rules[0].start, frame: frame([Self.end])))
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
      for link in machine.links(of: item.position)
      where link.kind == .scalars && machine.contains(link.value, scalarClass) {
        add(Item(position: link.to, frame: item.frame))
      }
    }
    let next = items.isEmpty ? -1 : finish(mayEnd: settle())
    transitions[key] = next
    return next < 0 ? nil : next
  }

  /// Returns the classes that may come next.
  mutating func steps(_ state: Int32) -> StateSteps {
    if let known = steps[Int(state)] { return known }
    let (classes, base) = restsOfClasses(state)
    var key: [Int32] = []
    key.reserveCapacity(2 * classes.count)
    for member in classes {
      let rest = rests[Int(member)]
      key.append(member)
      key.append(rest < Machine.never ? rest - base : Machine.never)
      rests[Int(member)] = -1
    }
    let list = lists[key] ?? makeList(key)
    let found = StateSteps(list, surcharge: Int(base))
    steps[Int(state)] = found
    return found
  }

  /// Notes the cost after each class that may come next. Returns these classes, and the least cost.
  private mutating func restsOfClasses(_ state: Int32) -> (classes: [Int32], least: Int32) {
    var classes: [Int32] = []
    var least = Machine.never
    for item in states[Int(state)].items {
      for link in machine.links(of: item.position) where link.kind == .scalars {
        let rest = min(
          machine.shortest[Int(link.to)] + frameShortest[Int(item.frame)], Machine.never)
        least = min(least, rest)
        for member in machine.classes.members[Int(link.value)] {
          let known = rests[Int(member)]
          if known < 0 { classes.append(member) }
          if known < 0 || rest < known { rests[Int(member)] = rest }
        }
      }
    }
    classes.sort()
    return (classes, least < Machine.never ? least : 0)
  }

  private mutating func makeList(_ key: [Int32]) -> SharedSteps {
    let list = SharedSteps(
      stride(from: 0, to: key.count, by: 2).map { index in
        let (member, rest) = (Int(key[index]), key[index + 1])
        return Step(
          label: member, scalars: machine.classes.sets[member],
          shortestEnd: rest < Machine.never ? Int(rest) : nil)
      })
    lists[key] = list
    return list
  }

  /// Adds a position to the next state, or adds to its frame.
  private mutating func add(_ item: Item) {
    let slot = slots[Int(item.position)]
    guard slot >= 0 else {
      slots[Int(item.position)] = Int32(items.count)
      queue.append(Int32(items.count))
      called.append(-1)
      return items.append(item)
    }
    let known = items[Int(slot)].frame
    guard known != item.frame else { return }
    let both = frame(frames[Int(known)] + frames[Int(item.frame)])
    guard both != known else { return }
    items[Int(slot)].frame = both
    queue.append(slot)
  }

  /// Follows links without a character, and goes on after the rules that end.
  ///
  /// - Returns: whether the text may end.
  private mutating func settle() -> Bool {
    var mayEnd = false
    while let slot = queue.popLast() {
      let item = items[Int(slot)]
      let links = machine.links(of: item.position)
      // The end of a rule is the only place without links.
      if links.isEmpty {
        for place in frames[Int(item.frame)] {
          if place == Self.end { mayEnd = true } else { add(place) }
        }
      }
      follow(links, item)
    }
    return mayEnd
  }

  private mutating func follow(_ links: ArraySlice<Network.Link>, _ item: Item) {
    for link in links {
      switch link.kind {
      case .scalars: continue
      case .call: guard machine.isNullable(link.value) else { continue }
      case .empty, .assertion: break
      }
      add(Item(position: link.to, frame: item.frame))
    }
  }

  /// Follows links from the start of a rule. Its end is of no interest: where the rule may be empty, the rule
  /// that calls it has gone on.
  private mutating func enter(_ start: Item) {
    add(start)
    while let slot = queue.popLast() {
      let links = machine.links(of: items[Int(slot)].position)
      follow(links, items[Int(slot)])
      call(from: Int(slot))
    }
  }

  /// Enters the rules that are called, and returns the number of the state.
  private mutating func finish(mayEnd: Bool) -> Int32 {
    for slot in items.indices { call(from: slot) }
    // A rule is entered once, after all rules that call it here.
    while let rule = open.popLast() {
      let frame = frame(pending[Int(rule)])
      pending[Int(rule)].removeAll(keepingCapacity: true)
      enter(Item(position: machine.rules[Int(rule)].start, frame: frame))
    }
    var kept: [Item] = []
    for item in items {
      slots[Int(item.position)] = -1
      if machine.links(of: item.position).contains(where: { $0.kind == .scalars }) {
        kept.append(item)
      }
    }
    items.removeAll(keepingCapacity: true)
    called.removeAll(keepingCapacity: true)
    kept.sort()
    let key = StateKey(items: kept, mayEnd: mayEnd)
    if let known = stateNumbers[key] { return known }
    let number = Int32(states.count)
    states.append(key)
    steps.append(nil)
    stateNumbers[key] = number
    stateShortest.append(mayEnd ? 0 : shortest(key.items))
    return number
  }

  /// Notes the calls of an item.
  private mutating func call(from slot: Int) {
    let item = items[slot]
    let before = called[slot]
    guard before != item.frame else { return }
    called[slot] = item.frame
    for link in machine.links(of: item.position) where link.kind == .call {
      let rule = Int(link.value)
      if pending[rule].isEmpty {
        let place = open.firstIndex { machine.rank[Int($0)] < machine.rank[rule] }
        open.insert(link.value, at: place ?? open.endIndex)
      }
      // Where the caller has nothing left to do, its own caller goes on.
      if endsOnly(link.to) {
        pending[rule] += frames[Int(item.frame)]
      } else {
        pending[rule].removeAll { $0 == Item(position: link.to, frame: before) }
        pending[rule].append(Item(position: link.to, frame: item.frame))
      }
    }
  }

  /// True if the rule of a position ends there in any case.
  private mutating func endsOnly(_ position: Int32) -> Bool {
    if let known = onlyEnds[Int(position)] { return known }
    var stack = [position]
    var seen: Set = [position]
    var isEnd = true
    while isEnd, let position = stack.popLast() {
      for link in machine.links(of: position) {
        guard link.kind == .empty || link.kind == .assertion else {
          isEnd = false
          break
        }
        if seen.insert(link.to).inserted { stack.append(link.to) }
      }
    }
    onlyEnds[Int(position)] = isEnd
    return isEnd
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
