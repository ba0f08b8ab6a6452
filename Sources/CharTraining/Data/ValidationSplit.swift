internal import CharNumerics

/// Position of the held-out part of a corpus.
public enum ValidationSplit: String, Codable, CaseIterable, Sendable {
  /// Pieces spread over the whole corpus: one from each stretch, drawn by the seed.
  case spread
  /// The end of the corpus.
  case last
  /// Pieces drawn from anywhere by the seed.
  case random
}

extension ValidationSplit {
  /// Draws some of the pieces of a corpus, never all.
  ///
  /// - Parameters:
  ///   - lengths: tokens of each piece, in corpus order.
  ///   - groups: the group of each piece; `spread` draws from each group.
  ///   - share: the approximate share of the tokens to draw.
  ///   - random: the source of randomness.
  /// - Returns: the indices of the drawn pieces.
  func draw<Group: Hashable>(
    _ lengths: [Int], groups: [Group], share: Double, using random: inout RandomSource
  ) -> Set<Int> {
    guard share > 0, lengths.count > 1 else { return [] }
    let wanted = share * Double(lengths.reduce(0, +))
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
        // Draws at least one piece of a group, unless that were half of it.
        let least = pieces.count > 2 || order.count == 1 ? 1 : 0
        let count = min(
          pieces.count - 1, max(least, Int((Double(pieces.count) * share).rounded())))
        for stretch in 0..<max(0, count) {
          let first = stretch * pieces.count / count
          let size = (stretch + 1) * pieces.count / count - first
          drawn.insert(pieces[first + Int(random.next() % UInt64(size))])
        }
      }
      // Of a few pieces, the drawn ones may be most of the text.
      guard order.count == 1, Double(drawn.reduce(0) { $0 + lengths[$1] }) > 2 * wanted else {
        return drawn
      }
      return ValidationSplit.random.draw(lengths, groups: groups, share: share, using: &random)
    case .last:
      return Self.fill(lengths.indices.reversed(), lengths, wanted)
    case .random:
      let shuffled = lengths.indices.shuffled(using: &random)
      let order = shuffled.drop { Double(lengths[$0]) > 2 * wanted }
      guard order.isEmpty else { return Self.fill(Array(order), lengths, wanted) }
      return Set(shuffled.min { lengths[$0] < lengths[$1] }.map { [$0] } ?? [])
    }
  }

  /// Returns the first pieces of an order whose tokens come closest to the wanted number; at least one,
  /// and never all pieces there are.
  private static func fill(
    _ order: [Int], _ lengths: [Int], _ wanted: Double
  ) -> Set<Int> {
    var drawn: Set<Int> = []
    var tokens = 0.0
    for index in order where drawn.count < lengths.count - 1 {
      let length = Double(lengths[index])
      if !drawn.isEmpty && tokens + length / 2 > wanted { break }
      drawn.insert(index)
      tokens += length
    }
    return drawn
  }
}
