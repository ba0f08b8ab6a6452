public import CharText

/// The rule that a search follows: which tokens may come next, what each adds to the score of a text, and where a text
/// may end.
///
/// Every hypothesis follows the rule with a state of its own. A constraint is such a rule, and so are the readings
/// that a text is written for, or the edits that lead from one text to another:
///
///     struct Readings: SearchRule {
///       let candidates: [[Token]]
///       var initialState: Int { 0 }
///       func addMoves(from position: Int, remaining: Int, to moves: inout SearchMoves) {
///         if position < candidates.count { moves.add(candidates[position]) }
///       }
///       func state(after token: Token, tag: Int, in position: Int) -> Int { position + 1 }
///       func ending(in position: Int) -> SearchEnding {
///         position == candidates.count ? .final() : .none
///       }
///     }
///     let best = try model.search("", options, following: Readings(candidates: …))
public protocol SearchRule: Sendable {
  /// Where a text stands in the rule.
  associatedtype State: Hashable & Sendable

  /// The state before the first token.
  var initialState: State { get }

  /// True if a text can be written in several ways, with tags or states that differ. Of hypotheses with the same
  /// text and the same state only the best is then kept, and of those that end with the same text.
  var isAmbiguous: Bool { get }

  /// Lists the tokens that may come next, without the end of the document.
  ///
  /// - Parameters:
  ///   - state: where the text stands.
  ///   - remaining: the number of tokens that may still be written, at least 1. A rule that must be met in time
  ///     lists only tokens after which the others are enough for an end.
  ///   - moves: receives the tokens.
  func addMoves(from state: State, remaining: Int, to moves: inout SearchMoves)

  /// Returns the state after a token.
  ///
  /// - Parameters:
  ///   - token: one of the tokens that were listed.
  ///   - tag: the tag with which it was listed.
  ///   - state: the state before it.
  /// - Returns: the state after it.
  func state(after token: Token, tag: Int, in state: State) -> State

  /// Returns whether and how the text may end.
  ///
  /// - Parameter state: where the text stands.
  /// - Returns: the ending.
  func ending(in state: State) -> SearchEnding
}

extension SearchRule {
  /// False: a text can be written in one way only.
  public var isAmbiguous: Bool { false }
}

/// Whether and how a text may end in a state of a ``SearchRule``. Scores are at most 0.
public enum SearchEnding: Sendable, Equatable {
  /// The text must go on.
  case none
  /// The text ends if the model ends the document, whose log-probability counts.
  case document(score: Double = 0)
  /// The text may end or go on; the model is not asked.
  case optional(score: Double = 0)
  /// The text ends; the model is not asked.
  case final(score: Double = 0)
}
