/// The optimizer and its hyperparameters.
public struct OptimizerConfiguration: Equatable, Sendable {
  /// The available optimizers.
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

    /// The default learning rate.
    public var defaultRate: Double {
      switch self {
      case .adamw, .adam: 4e-3
      case .muon: 1.6e-2
      case .rmsprop: 2e-3
      case .sgd: 0.5
      }
    }

    /// The default weight decay. It is zero for optimizers that normalize gradients and would have
    /// the decay added to them.
    public var defaultDecay: Double {
      switch self {
      case .muon: 0.1
      case .adamw: 0.01
      case .adam, .rmsprop, .sgd: 0
      }
    }
  }

  /// The optimizer.
  public var kind = Kind.muon
  /// The peak learning rate; nil = the optimizer's default.
  public var rate: Double?
  /// Momentum of SGD and Muon; ignored by the other optimizers.
  public var momentum = 0.9
  /// Weight decay of matrices, not of biases, gains and learned initial states; nil = the
  /// optimizer's default.
  public var weightDecay: Double?
  /// Decay rate of Adam's first moment.
  public var beta1 = 0.9
  /// Decay rate of the second moment (Adam, RMSProp).
  public var beta2 = 0.99
  /// Added to the denominator for numerical stability.
  public var epsilon = 1e-8

  /// Creates the default configuration, Muon.
  public init() {}

  /// The peak learning rate.
  public var peakRate: Double { rate ?? kind.defaultRate }

  /// The effective weight decay.
  public var decay: Double { weightDecay ?? kind.defaultDecay }
}
