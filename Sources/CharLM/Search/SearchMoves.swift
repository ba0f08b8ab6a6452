public import CharText

/// The tokens that a ``SearchRule`` lets come next, in memory that is used again.
public struct SearchMoves: Sendable {
  /// Tokens that are listed together.
  struct Choice: Sendable {
    var tokens: [Token]
    /// For each token what it adds to the score; empty = nothing.
    var scores: [Double]
    var progress: Int
    var tag: Int
    var outlook: Double
  }

  private(set) var choices: [Choice] = []

  /// Makes an empty list.
  init() {}

  /// Adds tokens.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary that are text.
  ///   - scores: for each token what it adds to the score of the text, at most 0; empty = nothing.
  ///   - progress: how far the text is after one of them. Hypotheses compete first of all with those of the same
  ///     progress, so that one that has mastered a hard place is not crowded out by those that put it off.
  ///   - outlook: an estimate of what the rest of the text will score after one of the tokens. Hypotheses are compared
  ///     by their scores plus it, so that one that has less left to write is not behind for it.
  ///   - tag: a number that tells ways to write the same token apart; it is passed on to
  ///     ``SearchRule/state(after:tag:in:)``.
  public mutating func add(
    _ tokens: [Token], scores: [Double] = [], progress: Int = 0, outlook: Double = 0, tag: Int = 0
  ) {
    precondition(
      scores.isEmpty || scores.count == tokens.count,
      "\(scores.count) scores of \(tokens.count) tokens")
    if !tokens.isEmpty {
      choices.append(
        Choice(tokens: tokens, scores: scores, progress: progress, tag: tag, outlook: outlook))
    }
  }

  mutating func removeAll() { choices.removeAll(keepingCapacity: true) }
}
