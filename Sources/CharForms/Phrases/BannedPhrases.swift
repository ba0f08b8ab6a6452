/// The constraint that a text has none of some phrases, of which there may be any number.
///
/// A character that would complete a phrase is not allowed, so that nothing is ever taken back.
public struct BannedPhrases: Constraint {
  /// The longest start of a phrase with which the text ends.
  public struct State: Hashable, Sendable {
    fileprivate let node: Int32
  }

  private let tree: PhraseTree
  private var usable = ScalarSet.all

  /// Makes the constraint.
  ///
  /// - Parameters:
  ///   - phrases: the phrases.
  ///   - ignoresCase: whether other upper and lower case is the same phrase.
  /// - Throws: ``ConstraintError`` if a phrase is empty.
  public init(_ phrases: [String], ignoringCase ignoresCase: Bool = false) throws(ConstraintError) {
    tree = try PhraseTree(required: [], banned: phrases, ignoresCase: ignoresCase)
  }

  /// The state before the first character.
  public var initialState: State { State(node: 0) }

  /// Returns the state after a character.
  ///
  /// - Parameters:
  ///   - scalar: the character.
  ///   - state: the state before it.
  /// - Returns: the state after it; nil if the character would complete a phrase.
  public func state(after scalar: Unicode.Scalar, in state: State) -> State? {
    let next = tree.next(state.node, tree.key(scalar.value))
    guard !tree.nodes[Int(next)].isBanned, usable.contains(scalar) else { return nil }
    return State(node: next)
  }

  /// Returns the characters that may come next.
  ///
  /// - Parameter state: a state.
  /// - Returns: one set.
  public func steps(from state: State) -> [Step] {
    let allowed = usable.subtracting(tree.blocked(state.node))
    return allowed.isEmpty
      ? [] : [Step(label: Int(state.node), scalars: allowed, shortestEnd: 0)]
  }

  /// Returns whether the text may end.
  ///
  /// - Parameter state: a state.
  /// - Returns: true.
  public func mayEnd(in state: State) -> Bool { true }

  /// Returns the cost of the shortest way to an end.
  ///
  /// - Parameter state: a state.
  /// - Returns: 0.
  public func shortestEnd(from state: State) -> Int? { 0 }

  /// Returns the same constraint on the texts of an alphabet.
  ///
  /// - Parameter alphabet: the characters that may be used.
  /// - Returns: the constraint.
  public func restricted(to alphabet: Alphabet) -> BannedPhrases {
    var restricted = self
    restricted.usable = alphabet.usable
    return restricted
  }
}
