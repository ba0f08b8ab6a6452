/// A histogram with bars of equal width.
struct Histogram {
  let lowest, highest: Double
  let sum, sumOfSquares: Double
  /// The upper limit and the count of each bar.
  let limits: [Double]
  let counts: [Int]
  /// The number of values.
  let count: Int

  private static let bars = 50

  /// Creates a histogram; nil for no values or non-finite ones.
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
    // Equal values form a single bar.
    let width = highest > lowest ? (highest - lowest) / Double(Self.bars) : 1e-12
    let scale = Float(1 / width)
    var counts = [Int](repeating: 0, count: highest > lowest ? Self.bars : 1)
    let last = Float(counts.count - 1)
    for value in values { counts[Int(min(last, (value - low) * scale))] += 1 }
    self.counts = counts
    limits = counts.indices.map { [lowest] in lowest + Double($0 + 1) * width }
  }
}
