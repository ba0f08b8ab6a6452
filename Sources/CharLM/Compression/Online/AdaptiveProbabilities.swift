/// Probabilities of a one, each of which moves toward the bits that it is shown: the more it has seen, the slower.
struct AdaptiveProbabilities {
  /// Probabilities, and the numbers of bits that they have seen, up to a limit.
  private var entries: [(p: Float, count: Float)]
  private let limit: Float

  /// Creates probabilities of 1/2.
  init(count: Int, limit: Float) {
    entries = [(p: Float, count: Float)](repeating: (0.5, 0), count: count)
    self.limit = limit
  }

  subscript(index: Int) -> Float {
    @inline(__always) get { entries[index].p }
    set { entries[index].p = newValue }
  }

  @inline(__always)
  mutating func update(_ index: Int, _ bit: Float) {
    let entry = entries[index]
    entries[index].p += (bit - entry.p) / (entry.count + 1.5)
    if entry.count < limit { entries[index].count += 1 }
  }
}

extension Float {
  /// ln(p / (1 − p)) of a probability.
  @inline(__always)
  var stretched: Float { Logistic.stretched[min(4095, max(0, Int(self * 4096)))] }
}
