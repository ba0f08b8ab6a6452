internal import CharNumerics

/// An optimizer with one state value per parameter: SGD with momentum, or RMSProp.
struct MomentOptimizer: Optimizer {
  /// The kind of state, by its moment name.
  enum Moment: String {
    /// Gradient descent with momentum, as PyTorch defines it: b ← μ·b + g, w ← w − rate · b.
    case momentum
    /// RMSProp: w ← w − rate · g / (√v + ε), with v the running mean of the gradient's square.
    case square
  }

  private let configuration: OptimizerConfiguration
  private let moment: Moment
  private let frozen: Set<Slot>
  private var values: [Float]

  init(
    _ configuration: OptimizerConfiguration, _ moment: Moment, count: Int, frozen: Set<Slot>
  ) {
    self.configuration = configuration
    self.moment = moment
    self.frozen = frozen
    values = [Float](repeating: 0, count: count)
  }

  var moments: [String: [Float]] {
    get { [moment.rawValue: values] }
    set { values = newValue[moment.rawValue] ?? values }
  }

  mutating func update(
    _ parameters: inout Parameters, _ gradient: Gradient, step: Int, rate: Double,
    clipping: Clipping, team: Team
  ) {
    var update = configuration.update(
      rate: rate, clipping: clipping, decouplesDecay: false, frozen: frozen)
    switch moment {
    case .momentum:
      update.beta1 = Float(configuration.momentum)
      parameters.sgd(gradient, &values, update, team: team)
    case .square:
      update.beta2 = Float(configuration.beta2)
      parameters.rmsprop(gradient, &values, update, team: team)
    }
  }
}
