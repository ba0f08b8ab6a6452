public import CharText

/// Tokens in groups, which many states share.
final class TokenGroups: Sendable {
  /// Tokens after which the shortest way to an end is equally long.
  struct Group {
    var tokens: [Token]
    var shortestEnd: Int
  }

  let groups: [Group]

  /// Makes groups, which do not overlap.
  init(_ groups: [Group]) { self.groups = groups }

  /// Returns the same groups but those of which all tokens are left out.
  func dropping(_ omitted: [Token]) -> TokenGroups {
    // Few tokens only can all be left out.
    func isLeftOut(_ group: Group) -> Bool {
      group.tokens.count <= omitted.count && group.tokens.allSatisfy(omitted.contains)
    }
    return groups.contains(where: isLeftOut)
      ? TokenGroups(groups.filter { !isLeftOut($0) }) : self
  }
}

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

  private let shared: TokenGroups
  /// The number of tokens by which all ways to an end are longer than in the shared groups.
  private let surcharge: Int
  /// Tokens that are left out.
  private let omitted: [Token]
  /// True if the text may end.
  public let mayEnd: Bool

  /// Makes choices from groups that other states may have too.
  init(_ shared: TokenGroups, surcharge: Int, omitting omitted: [Token], mayEnd: Bool) {
    self.shared = omitted.isEmpty ? shared : shared.dropping(omitted)
    (self.surcharge, self.omitted, self.mayEnd) = (surcharge, omitted, mayEnd)
  }

  /// The tokens, in groups that do not overlap.
  public var groups: some RandomAccessCollection<Group> {
    shared.groups.lazy.map {
      Group(whole: $0.tokens, omitted: omitted, shortestEnd: $0.shortestEnd + surcharge)
    }
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
    for group in shared.groups where group.shortestEnd + surcharge < remaining {
      for token in group.tokens { logits[Int(token)] = scratch[Int(token)] }
    }
    for token in omitted { logits[Int(token)] = -.infinity }
  }
}
