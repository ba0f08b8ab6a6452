/// A constraint on the rest of a text whose start is written already.
public struct StartedConstraint<Rules: Constraint>: Constraint {
  private let rules: Rules
  private let start: String
  private let name: String
  /// The state after the start.
  public let initialState: Rules.State

  /// Makes the constraint on the rest.
  ///
  /// - Parameters:
  ///   - rules: the constraint on the whole text.
  ///   - start: the start of the text.
  ///   - name: the name of the start in errors.
  /// - Throws: ``ConstraintError`` if no text that is allowed starts so.
  public init(
    _ rules: Rules, after start: String, named name: String = "the text"
  ) throws(ConstraintError) {
    var state = rules.initialState
    var written = 0
    for scalar in start.unicodeScalars {
      guard let next = rules.state(after: scalar, in: state) else {
        throw ConstraintError(
          "\(name) does not fit at \(String(scalar).debugDescription), character \(written + 1)")
      }
      state = next
      written += 1
    }
    (self.rules, self.start, self.name, initialState) = (rules, start, name, state)
  }

  /// Returns the state after a character.
  ///
  /// - Parameters:
  ///   - scalar: the character.
  ///   - state: the state before it.
  /// - Returns: the state after it; nil if the character is not allowed.
  public func state(after scalar: Unicode.Scalar, in state: Rules.State) -> Rules.State? {
    rules.state(after: scalar, in: state)
  }

  /// Returns the characters that may come next.
  ///
  /// - Parameter state: a state.
  /// - Returns: sets of characters.
  public func steps(from state: Rules.State) -> [Step] { rules.steps(from: state) }

  /// Returns the characters that may come next, as steps that other states have too.
  ///
  /// - Parameter state: a state.
  /// - Returns: the steps.
  public func stateSteps(from state: Rules.State) -> StateSteps { rules.stateSteps(from: state) }

  /// Returns whether the text may end.
  ///
  /// - Parameter state: a state.
  /// - Returns: true if it may.
  public func mayEnd(in state: Rules.State) -> Bool { rules.mayEnd(in: state) }

  /// Returns the cost of the shortest way to an end.
  ///
  /// - Parameter state: a state.
  /// - Returns: the cost; nil if there is no way.
  public func shortestEnd(from state: Rules.State) -> Int? { rules.shortestEnd(from: state) }

  /// Returns the same constraint on the texts of an alphabet.
  ///
  /// - Parameter alphabet: the characters that may be used.
  /// - Returns: the constraint.
  /// - Throws: ``ConstraintError`` if no text of the alphabet is allowed.
  public func restricted(to alphabet: Alphabet) throws -> StartedConstraint {
    // The states of the restricted constraint are others.
    try StartedConstraint(try rules.restricted(to: alphabet), after: start, named: name)
  }
}
