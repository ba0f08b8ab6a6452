internal import CharNumerics

/// RMSProp: w ← w − rate · g / (√v + ε), with v the running mean of the gradient's square.
struct RMSPropOptimizer: Optimizer {
  private let configuration: OptimizerConfiguration
  private let frozen: Set<Slot>
  private var v: [Float]

  init(_ configuration: OptimizerConfiguration, count: Int, frozen: Set<Slot>) {
    self.frozen = frozen
    self.configuration = configuration
    v = [Float](repeating: 0, count: count)
  }

  var moments: [String: [Float]] {
    get { ["square": v] }
    set { v = newValue["square"] ?? v }
  }

  mutating func update(
    _ parameters: inout Parameters, _ gradient: Gradient, step: Int, rate: Double,
    clipping: Clipping, team: Team
  ) {
    var update = configuration.update(
      rate: rate, clipping: clipping, decouplesDecay: false, frozen: frozen)
    update.beta2 = Float(configuration.beta2)
    parameters.rmsprop(gradient, &v, update, team: team)
  }
}
