/// Refines a probability by what followed similar ones in a context (secondary symbol estimation).
struct Refinement {
  /// Places between which a probability is interpolated.
  private static let steps = 33
  private var values: [Float]
  private var index = 0
  private var share: Float = 0

  /// Creates a refinement that changes nothing yet.
  init(contexts: Int) {
    let start = (0..<Self.steps).map { Logistic.squash((Float($0) - 16) / 2) }
    values = Array(repeatElement(start, count: contexts).joined())
  }

  /// Refines a probability, given by its logit, in a context.
  mutating func refine(_ x: Float, _ context: Int) -> Float {
    let place = min(31.999, max(0, (x + 8) * 2))
    let step = Int(place)
    share = place - Float(step)
    index = context * Self.steps + step
    return values[index] * (1 - share) + values[index + 1] * share
  }

  /// Learns the bit that was predicted.
  mutating func update(_ bit: Float) {
    values[index] += (bit - values[index]) * 0.02 * (1 - share)
    values[index + 1] += (bit - values[index + 1]) * 0.02 * share
  }
}
