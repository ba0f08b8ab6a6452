public import CharNetwork
public import CharNumerics

/// Turns gradients into updates of the flat parameter vector.
public protocol Optimizer: Sendable {
  /// Memory per parameter, by name, each in the parameters' layout. A checkpoint keeps it.
  var moments: [String: [Float]] { get set }

  /// Applies one update.
  ///
  /// - Parameters:
  ///   - parameters: are changed.
  ///   - gradient: of the mean loss.
  ///   - step: the number of this update, from 1.
  ///   - rate: the learning rate.
  ///   - clipping: what happens to the gradient first.
  ///   - team: the threads that share the work; what comes out does not depend on their number.
  mutating func update(
    _ parameters: inout Parameters, _ gradient: Gradient, step: Int, rate: Double,
    clipping: Clipping, team: Team)
}

/// What happens to a gradient before it is used.
public struct Clipping: Sendable, Equatable {
  /// Every element is multiplied by this: clipping by norm.
  public var scale: Double
  /// Then held within ± this: clipping by value; nil = not.
  public var value: Double?

  /// Clipping by norm (Pascanu et al. 2013, https://arxiv.org/abs/1211.5063) and by value.
  ///
  /// - Parameters:
  ///   - norm: the gradient's norm.
  ///   - limit: the largest norm that stays as it is; nil = any.
  ///   - value: the largest element; nil = any.
  public init(norm: Double, limit: Double?, value: Double?) {
    scale = limit.map { norm > $0 ? $0 / norm : 1 } ?? 1
    self.value = value
  }
}

extension OptimizerConfiguration {
  /// A fresh optimizer for the parameters of a network.
  ///
  /// - Parameters:
  ///   - network: whose parameters they are.
  ///   - frozen: slots that no update changes, nor their moments.
  /// - Returns: the optimizer.
  public func makeOptimizer(
    for network: CharacterNetwork, frozen: Set<Slot> = []
  ) -> any Optimizer {
    let count = network.layout.count
    return switch kind {
    case .muon: MuonOptimizer(self, network, frozen: frozen)
    case .adamw: AdamOptimizer(self, decouplesDecay: true, count: count, frozen: frozen)
    case .adam: AdamOptimizer(self, decouplesDecay: false, count: count, frozen: frozen)
    case .rmsprop: MomentOptimizer(self, .square, count: count, frozen: frozen)
    case .sgd: MomentOptimizer(self, .momentum, count: count, frozen: frozen)
    }
  }

  func update(
    rate: Double, clipping: Clipping, decouplesDecay: Bool, frozen: Set<Slot>
  ) -> Update {
    var update = Update()
    update.frozen = frozen
    update.rate = Float(rate)
    update.gradientScale = Float(clipping.scale)
    update.clipValue = Float(clipping.value ?? .infinity)
    update.decay = Float(decay)
    update.decouplesDecay = decouplesDecay
    update.epsilon = Float(epsilon)
    return update
  }
}
