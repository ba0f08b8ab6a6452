/// Which optimizer, and its numbers.
public struct OptimizerConfiguration: Equatable, Sendable {
  /// The optimizers that a configuration can name.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// Adam with decoupled weight decay (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101).
    case adamw
    /// Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980); decay is added to the gradient.
    case adam
    /// RMSProp (Hinton 2012); decay is added to the gradient.
    case rmsprop
    /// Gradient descent with momentum; decay is added to the gradient.
    case sgd
    /// Orthogonalized momentum for the matrices of recurrent layers, AdamW for all else (Jordan et al.
    /// 2024, https://kellerjordan.github.io/posts/muon/).
    case muon

    /// The learning rate where none is given.
    public var defaultRate: Double {
      switch self {
      case .adamw, .adam: 4e-3
      case .muon: 1.6e-2
      case .rmsprop: 2e-3
      case .sgd: 0.5
      }
    }

    /// The weight decay where none is given. Decay that is added to the gradient has no place where
    /// gradients are divided by their size.
    public var defaultDecay: Double {
      switch self {
      case .muon: 0.1
      case .adamw: 0.01
      case .adam, .rmsprop, .sgd: 0
      }
    }
  }

  /// Which one.
  public var kind = Kind.muon
  /// The learning rate at its highest; nil = the optimizer's own default.
  public var rate: Double?
  /// Momentum of SGD and Muon; the other optimizers do not use it.
  public var momentum = 0.9
  /// Weight decay of matrices; biases, gains and learned initial states have none. nil = the default of the
  /// optimizer.
  public var weightDecay: Double?
  /// Decay of Adam's mean of gradients.
  public var beta1 = 0.9
  /// Decay of the mean of squares: Adam's, or RMSProp's.
  public var beta2 = 0.99
  /// Keeps divisions by small roots at bay.
  public var epsilon = 1e-8

  /// Muon.
  public init() {}

  /// The learning rate at its highest.
  public var peakRate: Double { rate ?? kind.defaultRate }

  /// The weight decay that is in force.
  public var decay: Double { weightDecay ?? kind.defaultDecay }
}
