public import CharForms
public import CharText

/// A constraint as the rule of a search: texts are closed in time, and hypotheses compete with those that are
/// equally far from an end.
public struct ConstraintRule: SearchRule {
  /// A state of the constraint.
  public typealias State = TokenConstraint.State

  private let tokens: TokenConstraint

  /// Makes a rule.
  ///
  /// - Parameters:
  ///   - rules: the constraint on the text after the prompt.
  ///   - tokenizer: the tokenizer of the model.
  ///   - length: the maximum number of tokens.
  /// - Throws: `ConstraintError` if the model reads backward, or no text that is allowed can be written with
  ///   its characters and within the length.
  public init(_ rules: some Constraint, _ tokenizer: Tokenizer, length: Int) throws {
    tokens = try TokenConstraint(rules, tokenizer, length: length)
  }

  /// The state before the first token.
  public var initialState: State { tokens.initialState }

  /// Lists the tokens after which the text can end within its length.
  ///
  /// - Parameters:
  ///   - state: where the text stands.
  ///   - remaining: the number of tokens that may still be written.
  ///   - moves: receives the tokens.
  public func addMoves(from state: State, remaining: Int, to moves: inout SearchMoves) {
    for group in tokens.choices(in: state).groups where group.shortestEnd < remaining {
      moves.add(group.tokens, progress: -group.shortestEnd)
    }
  }

  /// Returns the state after a token.
  ///
  /// - Parameters:
  ///   - token: one of the tokens that were listed.
  ///   - tag: not used.
  ///   - state: the state before it.
  /// - Returns: the state after it.
  public func state(after token: Token, tag: Int, in state: State) -> State {
    tokens.state(after: token, in: state) ?? state
  }

  /// Returns how the text may end: by itself where nothing else is allowed, else where the model ends it.
  ///
  /// - Parameter state: where the text stands.
  /// - Returns: the ending.
  public func ending(in state: State) -> SearchEnding {
    let choices = tokens.choices(in: state)
    guard choices.mayEnd else { return .none }
    return choices.groups.isEmpty ? .final() : .document()
  }
}
