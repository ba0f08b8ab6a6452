internal import Synchronization

/// A constraint whose states are numbers; 0 is the initial one.
protocol NumberedStates: Sendable {
  func state(after scalar: Unicode.Scalar, _ state: Int) -> Int?
  func steps(_ state: Int) -> [Step]
  func mayEnd(_ state: Int) -> Bool
  func shortestEnd(_ state: Int) -> Int?
}

/// Numbers the states of a constraint as they are met.
final class NumberedConstraint<Rules: Constraint>: NumberedStates {
  private struct Table {
    var states: [Rules.State] = []
    var numbers: [Rules.State: Int] = [:]

    mutating func number(of state: Rules.State) -> Int {
      if let known = numbers[state] { return known }
      numbers[state] = states.count
      states.append(state)
      return states.count - 1
    }
  }

  private let rules: Rules
  private let table = Mutex(Table())

  init(_ rules: Rules) {
    self.rules = rules
    _ = number(of: rules.initialState)
  }

  private func number(of state: Rules.State) -> Int { table.withLock { $0.number(of: state) } }

  private func state(_ number: Int) -> Rules.State { table.withLock { $0.states[number] } }

  func state(after scalar: Unicode.Scalar, _ state: Int) -> Int? {
    rules.state(after: scalar, in: self.state(state)).map(number)
  }

  func steps(_ state: Int) -> [Step] { rules.steps(from: self.state(state)) }

  func mayEnd(_ state: Int) -> Bool { rules.mayEnd(in: self.state(state)) }

  func shortestEnd(_ state: Int) -> Int? { rules.shortestEnd(from: self.state(state)) }
}
