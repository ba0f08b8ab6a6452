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

  private let network: Network
  private let machine: Machine
  private let table: Table

  init(_ grammar: Grammar) throws(ConstraintError) {
    try self.init(Network(grammar), grammar.rules, .all)
  }

  /// Compiles a network; `rules` are named in messages.
  private init(
    _ network: Network, _ rules: [Grammar.Rule], _ alphabet: Alphabet
  ) throws(ConstraintError) {
    self.network = network
    machine = try Machine(network, rules, alphabet)
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
  public func steps(from state: State) -> [Step] { stateSteps(from: state).steps }

  /// Returns the characters that may come next, as steps shared with states whose ends are all farther by the same
  /// number.
  ///
  /// - Parameter state: a state.
  /// - Returns: the steps.
  public func stateSteps(from state: State) -> StateSteps {
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
    do { return try GrammarConstraint(network, [], alphabet) } catch {
      let usable = alphabet.usable
      let missing = network.sets.lazy.filter { $0.count == 1 && !$0.intersects(usable) }
        .compactMap(\.first).prefix(10)
      let names =
        missing.isEmpty ? "" : "; it lacks " + missing.map { "\($0)" }.joined(separator: " ")
      throw ConstraintError(
        "no allowed text can be written with the characters of the model\(names)")
    }
  }
}

// MARK: - Combining

extension GrammarConstraint {
  /// The constraint that allows all texts.
  public static var anyText: GrammarConstraint {
    get throws(ConstraintError) { try GrammarConstraint(Grammar(.any(.scalars(.all)))) }
  }

  /// Returns the texts of this constraint followed by those of another.
  ///
  /// - Parameter next: the other constraint.
  /// - Returns: the sequence.
  /// - Throws: ``ConstraintError`` if it is too large.
  public func followed(by next: GrammarConstraint) throws(ConstraintError) -> GrammarConstraint {
    try GrammarConstraint(calling: [network, next.network]) { .sequence($0) }
  }

  /// The texts of this constraint with their characters in reverse order.
  ///
  /// - Throws: ``ConstraintError`` if a rule of the grammar would call itself before any character.
  public var reversed: GrammarConstraint {
    get throws(ConstraintError) { try GrammarConstraint(network.reversed, [], .all) }
  }

  /// Returns the texts of this constraint and those of another.
  ///
  /// - Parameter other: the other constraint.
  /// - Returns: the union.
  /// - Throws: ``ConstraintError`` if it is too large.
  public func or(_ other: GrammarConstraint) throws(ConstraintError) -> GrammarConstraint {
    try GrammarConstraint(calling: [network, other.network]) { .choice($0) }
  }

  /// Returns the texts that consist of several texts of this constraint.
  ///
  /// - Parameters:
  ///   - min: the smallest number of them.
  ///   - max: the largest number of them; nil = any number.
  /// - Returns: the repetition.
  /// - Throws: ``ConstraintError`` if it is too large.
  public func repeated(_ min: Int, _ max: Int? = nil) throws(ConstraintError) -> GrammarConstraint {
    precondition(min >= 0 && max ?? min >= min, "\(min) to \(max ?? min) times")
    return try GrammarConstraint(calling: [network]) {
      .repetition($0[0], min: min, max: max)
    }
  }

  /// Returns the texts of this constraint that match a regular expression too.
  ///
  /// - Parameter text: the regular expression, which matches the whole text.
  /// - Returns: the intersection.
  /// - Throws: ``ConstraintError`` if the expression is not supported, the intersection is too large, or there
  ///   are no texts.
  public func and(regularExpression text: String) throws(ConstraintError) -> GrammarConstraint {
    let expression = try RegexParser.parse(text, .unicode)
    let word = expression.hasAssertions ? RegexParser.word(.unicode) : .none
    return try and(DFA(expression, word: word))
  }

  /// Returns the texts of this constraint that have all of some phrases, in any order, and none of others.
  ///
  /// - Parameters:
  ///   - required: phrases that a text must have.
  ///   - banned: phrases that it must not have.
  ///   - ignoresCase: whether other upper and lower case is the same phrase.
  /// - Returns: the intersection.
  /// - Throws: ``ConstraintError`` if it is too large, or there are no texts.
  public func and(
    required: [String], banned: [String] = [], ignoringCase ignoresCase: Bool = false
  ) throws(ConstraintError) -> GrammarConstraint {
    guard !required.isEmpty || !banned.isEmpty else { return self }
    return try and(
      PhraseTree(required: required, banned: banned, ignoresCase: ignoresCase).automaton())
  }

  private func and(_ automaton: DFA) throws(ConstraintError) -> GrammarConstraint {
    try GrammarConstraint(Intersection.network(network, automaton), [], .all)
  }

  private init(
    calling networks: [Network], _ make: ([Expression]) -> Expression
  ) throws(ConstraintError) {
    var combined = Network()
    let root = combined.addRule()
    var calls: [Expression] = []
    for network in networks { calls.append(.rule(Int(try combined.append(network)))) }
    let rule = combined.rules[Int(root)]
    try combined.add(make(calls), from: rule.start, to: rule.end)
    try self.init(combined, [], .all)
  }
}
