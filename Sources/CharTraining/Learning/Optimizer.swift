public import CharNetwork
public import CharNumerics

/// Updates the flat parameter vector from gradients.
public protocol Optimizer: Sendable {
  /// State per parameter, by name, in the parameters' layout; saved in checkpoints.
  var moments: [String: [Float]] { get set }

  /// Applies one update.
  ///
  /// - Parameters:
  ///   - parameters: the weights to update.
  ///   - gradient: the gradient of the mean loss.
  ///   - step: the number of this update, from 1.
  ///   - rate: the learning rate.
  ///   - clipping: clipping applied to the gradient first.
  ///   - team: the threads that share the work; the result does not depend on their number.
  mutating func update(
    _ parameters: inout Parameters, _ gradient: Gradient, step: Int, rate: Double,
    clipping: Clipping, team: Team)
}

/// Gradient clipping.
public struct Clipping: Sendable, Equatable {
  /// Factor for every element, from clipping by norm.
  public var scale: Double
  /// Maximum absolute value of an element after scaling; nil = no clipping by value.
  public var value: Double?

  /// Creates clipping by norm (Pascanu et al. 2013, https://arxiv.org/abs/1211.5063) and by value.
  ///
  /// - Parameters:
  ///   - norm: the gradient's norm.
  ///   - limit: maximum norm; nil = no clipping.
  ///   - value: maximum absolute value of an element; nil = no clipping.
  public init(norm: Double, limit: Double?, value: Double?) {
    scale = limit.map { norm > $0 ? $0 / norm : 1 } ?? 1
    self.value = value
  }
}

extension OptimizerConfiguration {
  /// Creates an optimizer for the parameters of a network.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - frozen: slots that are not updated, nor their moments.
  /// - Returns: the optimizer.
  public func makeOptimizer(
    for network: CharacterNetwork, frozen: Set<Slot> = []
  ) -> any Optimizer {
    makeOptimizer(for: network, frozen: frozen, communicator: OneProcess(), format: .float32)
  }

  /// Creates the optimizer of a rank, whose work is divided where that pays.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - frozen: slots that are not updated, nor their moments.
  ///   - communicator: the ranks.
  ///   - format: the number format of what ranks send to each other.
  /// - Returns: the optimizer.
  func makeOptimizer(
    for network: CharacterNetwork, frozen: Set<Slot>, communicator: any Communicator,
    format: WireFormat
  ) -> any Optimizer {
    let count = network.layout.count
    return switch kind {
    case .muon:
      MuonOptimizer(self, network, frozen: frozen, communicator: communicator, format: format)
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
