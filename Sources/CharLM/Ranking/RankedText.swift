/// A text of a group with the score by which it is ranked.
public struct RankedText: Sendable, Equatable {
  /// The index of the text in its group.
  public let index: Int
  /// The score, higher for better texts; nil for a text without tokens.
  public let score: Double?

  /// Ranks the texts of each group.
  ///
  /// - Parameters:
  ///   - groups: the texts of each group.
  ///   - scores: the scores of all texts, in order.
  /// - Returns: for each group its texts, best first.
  package static func rankings(of groups: [[[UInt8]]], by scores: [Double?]) -> [[RankedText]] {
    var rest = scores[...]
    return groups.map { group in
      let texts = zip(group.indices, rest.prefix(group.count)).map(RankedText.init)
      rest = rest.dropFirst(group.count)
      return texts.sorted(by: RankedText.isBefore)
    }
  }

  /// Returns true if a text is better than another, or as good and stood before it.
  static func isBefore(_ a: RankedText, _ b: RankedText) -> Bool {
    switch (a.score, b.score) {
    case (let first?, let second?) where first != second: first > second
    case (.some, nil): true
    case (nil, .some): false
    default: a.index < b.index
    }
  }
}
