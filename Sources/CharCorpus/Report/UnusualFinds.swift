/// Unusual characters with the count and first place of each.
struct UnusualFinds {
  /// The maximum number of different characters with a place of their own.
  private static let limit = 4096

  private(set) var finds: [UInt32: (count: Int, first: CorpusReport.Place)] = [:]
  /// Counts beyond the limit, by kind.
  private(set) var others: [UnusualKind: Int] = [:]

  mutating func add(_ scalar: UInt32, _ place: CorpusReport.Place) {
    if let found = finds[scalar] {
      finds[scalar] = (found.count + 1, found.first)
    } else if finds.count < Self.limit {
      finds[scalar] = (1, place)
    } else if let kind = UnusualKind(of: scalar) {
      others[kind, default: 0] += 1
    }
  }
}
