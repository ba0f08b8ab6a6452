internal import CharNumerics
internal import Foundation

/// Adam and AdamW: w ← w − rate · m̂ / (√v̂ + ε), with m̂ and v̂ the bias-corrected running means
/// of the gradient and of its square.
struct AdamOptimizer: Optimizer {
  /// Key of the first moment.
  static let meanName = "mean"

  private let configuration: OptimizerConfiguration
  private let decouplesDecay: Bool
  private let frozen: Set<Slot>
  private let tokenShare: Float
  private var m: [Float]
  private var v: [Float]

  /// Starts with zero moments; slots with a row or element per token get `tokenShare` of the rate.
  init(
    _ configuration: OptimizerConfiguration, decouplesDecay: Bool, count: Int, frozen: Set<Slot>,
    tokenShare: Float = 1
  ) {
    self.frozen = frozen
    self.tokenShare = tokenShare
    self.configuration = configuration
    self.decouplesDecay = decouplesDecay
    m = [Float](repeating: 0, count: count)
    v = m
  }

  var moments: [String: [Float]] {
    get { [Self.meanName: m, "square": v] }
    set {
      m = newValue[Self.meanName] ?? m
      v = newValue["square"] ?? v
    }
  }

  mutating func update(
    _ parameters: inout Parameters, _ gradient: Gradient, step: Int, rate: Double,
    clipping: Clipping, team: Team
  ) {
    var update = configuration.update(
      rate: rate, clipping: clipping, decouplesDecay: decouplesDecay, frozen: frozen)
    update.tokenShare = tokenShare
    update.beta1 = Float(configuration.beta1)
    update.beta2 = Float(configuration.beta2)
    update.correction1 = Float(1 - pow(configuration.beta1, Double(step)))
    update.correction2 = Float(1 - pow(configuration.beta2, Double(step)))
    parameters.adam(gradient, &m, &v, update, team: team)
  }
}
