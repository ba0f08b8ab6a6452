/// How many of some numbers lie where, in bars of one width.
struct Histogram {
  let lowest, highest: Double
  let sum, sumOfSquares: Double
  /// The upper end of each bar, and what is in it.
  let limits: [Double]
  let counts: [Int]
  /// How many numbers there are.
  let count: Int

  private static let bars = 50

  /// Nil of no numbers, and of some that are not finite.
  init?(_ values: some Collection<Float>) {
    guard let first = values.first else { return nil }
    var (low, high) = (first, first)
    var (sum, squares) = (0.0, 0.0)
    for value in values {
      if value < low { low = value } else if value > high { high = value }
      let value = Double(value)
      sum += value
      squares += value * value
    }
    guard low.isFinite, high.isFinite, squares.isFinite else { return nil }
    (lowest, highest) = (Double(low), Double(high))
    (self.sum, sumOfSquares) = (sum, squares)
    count = values.count
    // Numbers that are all the same have a bar of their own.
    let width = highest > lowest ? (highest - lowest) / Double(Self.bars) : 1e-12
    let scale = Float(1 / width)
    var counts = [Int](repeating: 0, count: highest > lowest ? Self.bars : 1)
    let last = Float(counts.count - 1)
    for value in values { counts[Int(min(last, (value - low) * scale))] += 1 }
    self.counts = counts
    limits = counts.indices.map { [lowest] in lowest + Double($0 + 1) * width }
  }
}
