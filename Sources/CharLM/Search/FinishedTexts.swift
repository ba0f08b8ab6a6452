internal import CharText

/// The best texts of a group of beams that have ended, up to a number, the best first.
struct FinishedTexts: Sendable {
  struct Entry: Sendable {
    /// The last token, without the end of the document.
    var node: Int
    var endsDocument: Bool
    var score, logProbability: Double
    /// The order of the entries, the largest first.
    var rank: Double
    var hash: UInt64
    var finishReason: FinishReason
  }

  private(set) var entries: [Entry] = []
  let capacity: Int
  /// True if texts can come several times, of which the best counts.
  let findsEqualTexts: Bool

  init(capacity: Int, findsEqualTexts: Bool) {
    self.capacity = capacity
    self.findsEqualTexts = findsEqualTexts
  }

  /// The rank that a text has to exceed.
  var threshold: Double {
    entries.count < capacity ? -.infinity : entries.last?.rank ?? .infinity
  }

  mutating func offer(_ entry: Entry) {
    guard entry.rank > threshold else { return }
    if findsEqualTexts,
      let known = entries.firstIndex(where: {
        $0.hash == entry.hash && $0.endsDocument == entry.endsDocument
      })
    {
      guard entry.rank > entries[known].rank else { return }
      entries.remove(at: known)
    }
    let place = entries.firstIndex { $0.rank < entry.rank } ?? entries.endIndex
    entries.insert(entry, at: place)
    if entries.count > capacity { entries.removeLast() }
  }
}
