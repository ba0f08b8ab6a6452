import CharAutodiff
import CharNumerics

/// Random numbers for tests.
struct Numbers {
  private var random: RandomSource

  init(seed: Int) { random = RandomSource(seed: UInt64(seed)) }

  mutating func index(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

  mutating func matrix(
    rows: Int, columns: Int, range: ClosedRange<Double> = -1...1
  ) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      (0..<rows * columns).map { _ in
        range.lowerBound + (range.upperBound - range.lowerBound) * random.nextDouble()
      })
  }
}

extension Double {
  /// Whether two numbers are as good as equal.
  func isClose(to other: Double, within tolerance: Double = 1e-14) -> Bool {
    abs(self - other) <= tolerance * max(1, abs(other))
  }
}
