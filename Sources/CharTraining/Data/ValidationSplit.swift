internal import CharNumerics

/// Which part of a corpus is held out.
public enum ValidationSplit: String, Codable, CaseIterable, Sendable {
  /// Pieces from all over the corpus: of every stretch of it one, drawn by the seed.
  case spread
  /// The end of the corpus.
  case last
  /// Pieces drawn by the seed from anywhere.
  case random
}

extension ValidationSplit {
  /// Draws some of the pieces that a corpus consists of; never all.
  ///
  /// - Parameters:
  ///   - lengths: tokens of each piece, in the order of the corpus.
  ///   - groups: what each piece belongs to; of each group some are drawn when they are spread.
  ///   - share: the share of the tokens to draw, about.
  ///   - random: chance.
  /// - Returns: the numbers of the pieces.
  func draw<Group: Hashable>(
    _ lengths: [Int], groups: [Group], share: Double, using random: inout RandomSource
  ) -> Set<Int> {
    guard share > 0, lengths.count > 1 else { return [] }
    switch self {
    case .spread:
      var members: [Group: [Int]] = [:]
      var order: [Group] = []
      for (index, group) in groups.enumerated() {
        if members[group] == nil { order.append(group) }
        members[group, default: []].append(index)
      }
      var drawn: Set<Int> = []
      for group in order {
        let pieces = members[group] ?? []
        // Of a small group one, unless that were half of it.
        let least = pieces.count > 2 || order.count == 1 ? 1 : 0
        let count = min(
          pieces.count - 1, max(least, Int((Double(pieces.count) * share).rounded())))
        for stretch in 0..<max(0, count) {
          let first = stretch * pieces.count / count
          let size = (stretch + 1) * pieces.count / count - first
          drawn.insert(pieces[first + Int(random.next() % UInt64(size))])
        }
      }
      return drawn
    case .last:
      return Self.fill(lengths.indices.reversed(), lengths, share)
    case .random:
      return Self.fill(lengths.indices.shuffled(using: &random), lengths, share)
    }
  }

  /// The first pieces of an order that have a share of the tokens, to the nearest; one at least.
  private static func fill(
    _ order: [Int], _ lengths: [Int], _ share: Double
  ) -> Set<Int> {
    let wanted = share * Double(lengths.reduce(0, +))
    var drawn: Set<Int> = []
    var tokens = 0.0
    for index in order.dropLast() {
      let length = Double(lengths[index])
      if !drawn.isEmpty && tokens + length / 2 > wanted { break }
      drawn.insert(index)
      tokens += length
    }
    return drawn
  }
}
