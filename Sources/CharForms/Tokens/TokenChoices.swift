public import CharText

/// The tokens that may come next.
public struct TokenChoices: Sendable {
  /// Tokens after which the shortest way to an end is equally long.
  public struct Group: Sendable {
    /// The tokens.
    public let tokens: [Token]
    /// The number of tokens that the shortest way to an end needs after one of them.
    public let shortestEnd: Int
  }

  /// The tokens, in groups that do not overlap.
  public private(set) var groups: [Group] = []
  /// True if the text may end.
  public internal(set) var mayEnd = false

  /// Makes room for groups.
  mutating func reserve(_ count: Int) { groups.reserveCapacity(count) }

  /// Adds tokens.
  mutating func add(_ tokens: [Token], _ shortestEnd: Int) {
    if !tokens.isEmpty { groups.append(Group(tokens: tokens, shortestEnd: shortestEnd)) }
  }

  /// Sets the logits of all other tokens to −∞.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - remaining: the number of tokens that may still be drawn; tokens after which they are too few to end
  ///     are forbidden.
  ///   - scratch: memory that is used again from one call to the next.
  package func mask(_ logits: inout [Float], remaining: Int, scratch: inout [Float]) {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: logits)
    for token in logits.indices { logits[token] = -.infinity }
    let end = Int(Vocabulary.documentBoundary)
    if mayEnd { logits[end] = scratch[end] }
    for group in groups where group.shortestEnd < remaining {
      for token in group.tokens { logits[Int(token)] = scratch[Int(token)] }
    }
  }
}
