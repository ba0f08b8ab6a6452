internal import Synchronization

/// A constraint given by a regular expression, a grammar or a JSON Schema.
public struct GrammarConstraint: Constraint {
  /// A set of places in the grammar, each with the rules that go on when its rule ends.
  public struct State: Hashable, Sendable {
    fileprivate let number: Int32
  }

  private final class Table: Sendable {
    let states: Mutex<StateTable>

    init(_ machine: Machine) { states = Mutex(StateTable(machine)) }
  }

  let grammar: Grammar
  private let network: Network
  private let machine: Machine
  private let table: Table

  init(_ grammar: Grammar) throws(ConstraintError) {
    try self.init(grammar, Network(grammar), .all)
  }

  private init(
    _ grammar: Grammar, _ network: Network, _ alphabet: Alphabet
  ) throws(ConstraintError) {
    self.grammar = grammar
    self.network = network
    machine = try Machine(network, of: grammar, alphabet)
    table = Table(machine)
  }

  /// The state before the first character.
  public var initialState: State { State(number: 0) }

  /// Returns the state after a character.
  ///
  /// - Parameters:
  ///   - scalar: the character.
  ///   - state: the state before it.
  /// - Returns: the state after it; nil if the character is not allowed.
  public func state(after scalar: Unicode.Scalar, in state: State) -> State? {
    guard let scalarClass = machine.classes.index(of: scalar.value) else { return nil }
    return table.states.withLock { $0.next(state.number, scalarClass) }.map { State(number: $0) }
  }

  /// Returns the characters that may come next.
  ///
  /// - Parameter state: a state.
  /// - Returns: sets that do not overlap.
  public func steps(from state: State) -> [Step] {
    table.states.withLock { $0.steps(state.number) }
  }

  /// Returns whether the text may end.
  ///
  /// - Parameter state: a state.
  /// - Returns: true if it may.
  public func mayEnd(in state: State) -> Bool {
    table.states.withLock { $0.mayEnd(state.number) }
  }

  /// Returns the cost of the shortest way to an end.
  ///
  /// - Parameter state: a state.
  /// - Returns: the cost; nil if there is no way in the alphabet.
  public func shortestEnd(from state: State) -> Int? {
    let cost = table.states.withLock { $0.shortestEnd(state.number) }
    return cost < Machine.never ? Int(cost) : nil
  }

  /// Returns the same constraint on the texts of an alphabet.
  ///
  /// - Parameter alphabet: the characters that may be used, and their costs.
  /// - Returns: the constraint.
  /// - Throws: ``ConstraintError`` if no text of the alphabet is allowed.
  public func restricted(to alphabet: Alphabet) throws(ConstraintError) -> GrammarConstraint {
    do { return try GrammarConstraint(grammar, network, alphabet) } catch {
      throw ConstraintError("no text is allowed that can be written with the characters of the model")
    }
  }
}

// MARK: - Combining

extension GrammarConstraint {
  /// Returns the texts of this constraint followed by those of another.
  ///
  /// - Parameter next: the other constraint.
  /// - Returns: the sequence.
  /// - Throws: ``ConstraintError`` if it is too large.
  public func followed(by next: GrammarConstraint) throws(ConstraintError) -> GrammarConstraint {
    try combined(with: next) { .sequence([$0, $1]) }
  }

  /// Returns the texts of this constraint and those of another.
  ///
  /// - Parameter other: the other constraint.
  /// - Returns: the union.
  /// - Throws: ``ConstraintError`` if it is too large.
  public func or(_ other: GrammarConstraint) throws(ConstraintError) -> GrammarConstraint {
    try combined(with: other) { .choice([$0, $1]) }
  }

  /// Returns the texts that consist of several texts of this constraint.
  ///
  /// - Parameters:
  ///   - min: the smallest number of them.
  ///   - max: the largest number of them; nil = any number.
  /// - Returns: the repetition.
  /// - Throws: ``ConstraintError`` if it is too large.
  public func repeated(_ min: Int, _ max: Int? = nil) throws(ConstraintError) -> GrammarConstraint {
    var combined = Grammar(.repetition(.rule(1), min: min, max: max))
    combined.append(grammar)
    return try GrammarConstraint(combined)
  }

  private func combined(
    with other: GrammarConstraint, _ make: (Expression, Expression) -> Expression
  ) throws(ConstraintError) -> GrammarConstraint {
    var combined = Grammar(make(.rule(1), .rule(1 + grammar.rules.count)))
    combined.append(grammar)
    combined.append(other.grammar)
    return try GrammarConstraint(combined)
  }
}
