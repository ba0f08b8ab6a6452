internal import CharNumerics

/// Gradient descent with momentum, as PyTorch defines it: b ← μ·b + g, w ← w − rate · b.
struct SGDOptimizer: Optimizer {
  private let configuration: OptimizerConfiguration
  private let frozen: Set<Slot>
  private var momentum: [Float]

  init(_ configuration: OptimizerConfiguration, count: Int, frozen: Set<Slot>) {
    self.frozen = frozen
    self.configuration = configuration
    momentum = [Float](repeating: 0, count: count)
  }

  var moments: [String: [Float]] {
    get { ["momentum": momentum] }
    set { momentum = newValue["momentum"] ?? momentum }
  }

  mutating func update(
    _ parameters: inout Parameters, _ gradient: Gradient, step: Int, rate: Double,
    clipping: Clipping, team: Team
  ) {
    var update = configuration.update(
      rate: rate, clipping: clipping, decouplesDecay: false, frozen: frozen)
    update.beta1 = Float(configuration.momentum)
    parameters.sgd(gradient, &momentum, update, team: team)
  }
}
