/// Which texts may be generated: an automaton over characters.
///
/// A state says which characters may come next, whether the text may end, and how few characters the
/// shortest way to an end needs. From every state there is a way to an end, so that a text that follows the
/// constraint never gets stuck.
public protocol Constraint: Sendable {
  /// A place in the texts that are allowed. Equal states allow the same continuations.
  associatedtype State: Hashable & Sendable

  /// The state before the first character.
  var initialState: State { get }

  /// Returns the state after a character; nil if the character is not allowed.
  ///
  /// - Parameters:
  ///   - scalar: the character.
  ///   - state: the state before it.
  /// - Returns: the state after it.
  func state(after scalar: Unicode.Scalar, in state: State) -> State?

  /// Returns the characters that may come next, in sets that do not overlap.
  ///
  /// - Parameter state: a state.
  /// - Returns: the sets; none if the text can only end.
  func steps(from state: State) -> [Step]

  /// Returns the characters that may come next, as steps that similar states share.
  ///
  /// A constraint of very many states implements this so that what is found out about the steps of one state serves
  /// all states that are like it. Without that, each state has steps of its own.
  ///
  /// - Parameter state: a state.
  /// - Returns: the same steps as ``steps(from:)``.
  func stateSteps(from state: State) -> StateSteps

  /// Returns whether the text may end.
  ///
  /// - Parameter state: a state.
  /// - Returns: true if it may.
  func mayEnd(in state: State) -> Bool

  /// Returns the cost of the shortest way to an end in an ``Alphabet``: the number of characters where each
  /// costs 1.
  ///
  /// - Parameter state: a state.
  /// - Returns: the cost, 0 if the text may end; nil if there is no way in the alphabet.
  func shortestEnd(from state: State) -> Int?

  /// Returns the same constraint on the texts of an alphabet.
  ///
  /// - Parameter alphabet: the characters that may be used, and their costs.
  /// - Returns: the constraint.
  /// - Throws: ``ConstraintError`` if no text of the alphabet is allowed.
  func restricted(to alphabet: Alphabet) throws -> Self
}

extension Constraint {
  /// Returns the steps from a state, which no other state shares.
  ///
  /// - Parameter state: a state.
  /// - Returns: the steps.
  public func stateSteps(from state: State) -> StateSteps { StateSteps(steps(from: state)) }

  /// Returns whether a text is allowed, and whether it is the start of a text that is.
  ///
  /// - Parameter text: the text.
  /// - Returns: both answers.
  public func check(_ text: String) -> (isAllowed: Bool, isPrefix: Bool) {
    var state = initialState
    for scalar in text.unicodeScalars {
      guard let next = self.state(after: scalar, in: state) else { return (false, false) }
      state = next
    }
    return (mayEnd(in: state), true)
  }

  /// Returns whether a text is allowed.
  ///
  /// - Parameter text: the text.
  /// - Returns: true if it is.
  public func allows(_ text: String) -> Bool { check(text).isAllowed }
}
