/// Combines predictions by logistic regression that learns from every bit (Mahoney 2005, Adaptive weighing of
/// context models for lossless data compression).
struct LogisticMixer {
  typealias Lanes = SIMD16<Float>

  private var weights: [Lanes]
  private let width: Int
  private var selected = 0
  /// The probability of a one.
  private(set) var p: Float = 0.5

  /// Creates a mixer.
  ///
  /// - Parameters:
  ///   - inputs: the number of inputs, in groups of 16.
  ///   - sets: the number of sets of weights.
  ///   - weight: the initial weights.
  init(inputs: Int, sets: Int, weight: Float) {
    width = inputs
    weights = [Lanes](repeating: Lanes(repeating: weight), count: inputs * sets)
  }

  /// Predicts with a set of weights.
  mutating func predict(_ inputs: [Lanes], set: Int) {
    selected = set * width
    var sum = Lanes()
    for index in 0..<width { sum += inputs[index] * weights[selected + index] }
    p = Logistic.squash(Self.sum(sum))
  }

  /// Learns the bit that was predicted.
  mutating func update(_ inputs: [Lanes], _ bit: Float, rate: Float) {
    let step = (bit - p) * rate
    for index in 0..<width { weights[selected + index] += inputs[index] * step }
  }

  /// The sum of lanes in a fixed order.
  @inline(__always)
  private static func sum(_ lanes: Lanes) -> Float {
    let eight = lanes.lowHalf + lanes.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
