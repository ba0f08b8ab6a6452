internal import Synchronization

/// A constraint whose states are numbers; 0 is the initial one.
///
/// States are numbered as they are met. What the numbers stand for is known to closures alone, so that they are compiled
/// for the states of each constraint of this library.
final class NumberedConstraint: Sendable {
  private final class Table<State: Hashable & Sendable>: Sendable {
    struct Numbers {
      var states: [State] = []
      var numbers: [State: Int] = [:]
    }

    let table = Mutex(Numbers())

    subscript(number: Int) -> State { table.withLock { $0.states[number] } }

    func number(of state: State) -> Int {
      table.withLock { table in
        let next = table.states.count
        let number = { (known: inout Int?) in
          if let known { return known }
          known = next
          return next
        }(&table.numbers[state])
        if number == next { table.states.append(state) }
        return number
      }
    }
  }

  /// The state after a character; nil if it is not allowed.
  let state: @Sendable (_ after: Unicode.Scalar, _ state: Int) -> Int?
  /// The characters that may come next.
  let steps: @Sendable (_ state: Int) -> StateSteps
  /// Returns true if the text may end.
  let mayEnd: @Sendable (_ state: Int) -> Bool
  /// The cost of the shortest way to an end; nil if there is none.
  let shortestEnd: @Sendable (_ state: Int) -> Int?

  /// Numbers the states of a constraint.
  static func numbering(_ rules: any Constraint) -> NumberedConstraint {
    // Each of these calls is compiled for its type.
    switch rules {
    case let rules as GrammarConstraint: NumberedConstraint(rules)
    case let rules as BannedPhrases: NumberedConstraint(rules)
    case let rules as VerseConstraint: NumberedConstraint(rules)
    case let rules as SyllableConstraint: NumberedConstraint(rules)
    case let rules as StartedConstraint<GrammarConstraint>: NumberedConstraint(rules)
    case let rules as StartedConstraint<VerseConstraint>: NumberedConstraint(rules)
    case let rules as StartedConstraint<SyllableConstraint>: NumberedConstraint(rules)
    default: NumberedConstraint(rules)
    }
  }

  private init<Rules: Constraint>(_ rules: Rules) {
    let table = Table<Rules.State>()
    _ = table.number(of: rules.initialState)
    state = { rules.state(after: $0, in: table[$1]).map { table.number(of: $0) } }
    steps = { rules.stateSteps(from: table[$0]) }
    mayEnd = { rules.mayEnd(in: table[$0]) }
    shortestEnd = { rules.shortestEnd(from: table[$0]) }
  }
}
