/// Statistics of all lines, or of all documents.
struct PartStatistics {
  private(set) var lengths = LengthDistribution()
  private(set) var repeats = RepeatCounter()

  mutating func add(length: Int, hash: UInt64, _ text: () -> String) {
    lengths.add(length)
    repeats.add(hash, text: text)
  }
}
