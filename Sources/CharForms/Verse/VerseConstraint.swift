internal import Synchronization

/// The constraint that a text is a poem of a form.
///
/// In very small alphabets some poems are not generated: each place is reserved as many characters as there are
/// other places that must differ from it.
public struct VerseConstraint: Constraint {
  /// A place in a poem, the patterns and rhymes that it may still have, and characters that matter later.
  public struct State: Hashable, Sendable {
    fileprivate var core: Int32
    /// Ends of lines that rhyme, in ascending order.
    fileprivate var rhymeWords: [UInt32] = []
    /// Characters that may not be repeated, in ascending order.
    fileprivate var used: [UInt32] = []
    /// Characters of lines that are repeated.
    fileprivate var remembered: [UInt32] = []
  }

  private final class Table: Sendable {
    let states: Mutex<VerseTable>

    init(_ rules: VerseRules) { states = Mutex(VerseTable(rules)) }
  }

  private let rules: VerseRules
  private let table: Table

  /// Makes the constraint of a form.
  ///
  /// - Parameter form: the form.
  /// - Throws: ``ConstraintError`` if no poem has the form.
  public init(_ form: VerseForm) throws(ConstraintError) { try self.init(form, .all) }

  private init(_ form: VerseForm, _ alphabet: Alphabet) throws(ConstraintError) {
    rules = try VerseRules(form, alphabet)
    table = Table(rules)
    guard !table.states.withLock({ $0.isEmpty }) else {
      throw ConstraintError(form.obstacle(in: alphabet))
    }
  }

  /// True if a form has a poem in an alphabet.
  static func exists(_ form: VerseForm, _ alphabet: Alphabet) -> Bool {
    (try? VerseRules(form, alphabet)).map { !VerseTable($0).isEmpty } ?? false
  }

  /// The state before the first character.
  public var initialState: State { State(core: 0) }

  /// Returns the state after a character.
  ///
  /// - Parameters:
  ///   - scalar: the character.
  ///   - state: the state before it.
  /// - Returns: the state after it; nil if the character is not allowed.
  public func state(after scalar: Unicode.Scalar, in state: State) -> State? {
    table.states.withLock { table in
      let slot = table.slot(state.core)
      var next = state
      if let original = slot.original {
        if original < state.remembered.count, state.remembered[original] == scalar.value,
          let core = table.nextAfterCopy(state.core)
        {
          next.core = core
          return forgetting(next, table.slotIndex(core))
        }
        guard slot.marks != nil else { return nil }
      }
      guard let found = rules.characters.index(of: scalar),
        slot.given.map({ $0 == scalar.value }) ?? true
      else { return nil }
      let isMark = slot.marks.map(rules.characters.classes[found].marks.contains) ?? false
      guard isMark || !isUsed(scalar.value, state, slot),
        let core = table.next(state.core, found)
      else { return nil }
      next.core = core
      if !isMark { use(scalar.value, &next, slot) }
      return forgetting(next, table.slotIndex(core))
    }
  }

  private func isUsed(_ scalar: UInt32, _ state: State, _ slot: VerseSlot) -> Bool {
    state.used.contains(scalar) || slot.endsRhyme && state.rhymeWords.contains(scalar)
  }

  private func use(_ scalar: UInt32, _ state: inout State, _ slot: VerseSlot) {
    func insert(_ list: inout [UInt32]) {
      list.insert(scalar, at: list.firstIndex { $0 > scalar } ?? list.endIndex)
    }
    if rules.form.distinct != nil { insert(&state.used) }
    if slot.endsRhyme { insert(&state.rhymeWords) }
    if slot.isRemembered { state.remembered.append(scalar) }
  }

  /// Drops characters that no longer matter.
  private func forgetting(_ state: State, _ slot: Int) -> State {
    var state = state
    let slots = rules.slots
    if rules.form.distinct == .line && slots.startsLine(slot) { state.used = [] }
    if slot > slots.lastRhyme { state.rhymeWords = [] }
    if slot > slots.lastCopy { state.remembered = [] }
    return state
  }

  /// Returns the characters that may come next.
  ///
  /// - Parameter state: a state.
  /// - Returns: sets that do not overlap.
  public func steps(from state: State) -> [Step] { stateSteps(from: state).steps }

  /// Returns the characters that may come next, as steps shared with states in which other characters are used up.
  ///
  /// - Parameter state: a state.
  /// - Returns: the steps.
  public func stateSteps(from state: State) -> StateSteps {
    table.states.withLock { table in
      let slot = table.slot(state.core)
      if let original = slot.original, original < state.remembered.count,
        let next = table.nextAfterCopy(state.core)
      {
        return StateSteps([table.step(state.remembered[original], table.shortestEnd(next))])
      }
      return StateSteps(table.steps(state.core), omitting: usedUp(state, slot))
    }
  }

  /// The characters that may not come at a slot, in ascending order.
  private func usedUp(_ state: State, _ slot: VerseSlot) -> [UInt32] {
    let used = slot.afterCharacter == nil ? [] : state.used
    guard slot.endsRhyme, !state.rhymeWords.isEmpty else { return used }
    return used.isEmpty ? state.rhymeWords : Set(used + state.rhymeWords).sorted()
  }

  /// Returns whether the text may end.
  ///
  /// - Parameter state: a state.
  /// - Returns: true if it may.
  public func mayEnd(in state: State) -> Bool { table.states.withLock { $0.mayEnd(state.core) } }

  /// Returns the cost of the shortest way to an end.
  ///
  /// - Parameter state: a state.
  /// - Returns: the cost.
  public func shortestEnd(from state: State) -> Int? {
    Int(table.states.withLock { $0.shortestEnd(state.core) })
  }

  /// Returns the same constraint on the texts of an alphabet.
  ///
  /// - Parameter alphabet: the characters that may be used, and their costs.
  /// - Returns: the constraint.
  /// - Throws: ``ConstraintError`` if no poem can be written with them.
  public func restricted(to alphabet: Alphabet) throws(ConstraintError) -> VerseConstraint {
    try VerseConstraint(rules.form, alphabet)
  }
}
