public import CharText

/// The tokens that may come next.
public struct TokenChoices: Sendable {
  /// Tokens after which the shortest way to an end is equally long.
  public struct Group: Sendable {
    /// The tokens before some are left out, which many states share.
    let whole: [Token]
    /// Tokens that are left out.
    let omitted: [Token]
    /// The number of tokens that the shortest way to an end needs after one of them.
    public let shortestEnd: Int

    /// The tokens.
    public var tokens: [Token] {
      omitted.isEmpty ? whole : whole.filter { !omitted.contains($0) }
    }
  }

  /// The tokens, in groups that do not overlap.
  public private(set) var groups: [Group] = []
  /// True if the text may end.
  public internal(set) var mayEnd = false

  /// Makes room for groups.
  mutating func reserve(_ count: Int) { groups.reserveCapacity(count) }

  /// Adds tokens.
  mutating func add(_ tokens: [Token], omitting omitted: [Token] = [], _ shortestEnd: Int) {
    if tokens.isEmpty { return }
    let group = Group(whole: tokens, omitted: omitted, shortestEnd: shortestEnd)
    // Few tokens only can all be left out.
    if tokens.count > omitted.count || !group.tokens.isEmpty { groups.append(group) }
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
      let known = group.omitted.map { logits[Int($0)] }
      for token in group.whole { logits[Int(token)] = scratch[Int(token)] }
      for (token, logit) in zip(group.omitted, known) { logits[Int(token)] = logit }
    }
  }
}
