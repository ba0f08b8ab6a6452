/// The architecture of a network except its vocabulary; stored with the model.
public struct NetworkConfiguration: Equatable, Sendable {
  /// The recurrent cell.
  public var cell = CellKind.lstm
  /// Number of stacked recurrent layers.
  public var layers = 2
  /// H: width of the hidden state.
  public var hiddenSize = 256
  /// E: width of the token embedding.
  public var embeddingSize = 64
  /// Dropout probability of a layer's output during training: after every layer, never inside the
  /// recurrence (Zaremba et al. 2014, https://arxiv.org/abs/1409.2329).
  public var dropout = 0.0
  /// True if the embedding is also the output projection, which requires E = H (Press and Wolf
  /// 2017, https://arxiv.org/abs/1608.05859).
  public var tiesEmbeddings = false
  /// True if a layer's input is added to its output, from the second layer on.
  public var isResidual = false
  /// Initialization of the weights.
  public var initialization = InitializationScheme.orthogonal

  /// The nonlinearity of the simple recurrent networks.
  public var activation = Activation.tanh
  /// Position of the GRU's reset gate.
  public var reset = ResetGate.after
  /// Ablations and variants of the LSTM family.
  public var ablations: Set<LSTMAblation> = []
  /// True if cells have biases.
  public var hasBiases = true
  /// Δt of the continuous-time network, in 0 < Δt ≤ 1.
  public var timeStep = 1.0
  /// True if every layer also reads the embedding, and the output reads every layer (Graves 2013,
  /// https://arxiv.org/abs/1308.0850).
  public var usesSkipConnections = false
  /// Number of fully connected layers before the recurrence.
  public var inputLayers = 0
  /// Number of fully connected layers after the recurrence.
  public var outputLayers = 0
  /// Number of cells applied in sequence within a step (Pascanu et al. 2014,
  /// https://arxiv.org/abs/1312.6026).
  public var transitionDepth = 1
  /// Layer normalization of every projection and recurrent product
  /// (Ba et al. 2016, https://arxiv.org/abs/1607.06450).
  public var normalizesLayers = false
  /// True if dropout uses one mask for all steps of a window (Gal and Ghahramani 2016,
  /// https://arxiv.org/abs/1512.05287).
  public var locksDropout = false
  /// Probability that a recurrent weight is dropped for an update (Merity et al. 2018,
  /// https://arxiv.org/abs/1708.02182).
  public var weightDropout = 0.0
  /// Probability that a state element keeps its previous value during training (Krueger et al.
  /// 2017, https://arxiv.org/abs/1606.01305).
  public var zoneout = 0.0
  /// Share of a target's probability spread over all tokens during training, but not in the
  /// reported loss (Szegedy et al. 2016, https://arxiv.org/abs/1512.00567).
  public var labelSmoothing = 0.0
  /// True if documents start from a learned state instead of zero.
  public var learnsInitialState = false
  /// True if layers read in both directions; not for language models (Schuster and Paliwal 1997,
  /// https://doi.org/10.1109/78.650093).
  public var isBidirectional = false

  /// Adjusts values that were not given: sets the embedding width of tied embeddings to the layer width, and clears
  /// weight dropout for cells without recurrent weights.
  ///
  /// - Parameters:
  ///   - keepsEmbeddingSize: True if the width of the embedding is given.
  ///   - keepsWeightDropout: True if the weight dropout is given.
  public mutating func fitDefaults(
    keepsEmbeddingSize: Bool = false, keepsWeightDropout: Bool = false
  ) {
    if tiesEmbeddings, !keepsEmbeddingSize { embeddingSize = hiddenSize }
    if !cell.multipliesState, !keepsWeightDropout { weightDropout = 0 }
  }

  /// Creates the defaults: two layers of 256 LSTM units over an embedding of 64.
  public init() {}
}

/// Position of the GRU's reset gate.
public enum ResetGate: String, CaseIterable, Codable, Sendable {
  /// On the recurrent product, as in cuDNN and PyTorch.
  case after
  /// On the state, before the product, as in the original paper.
  case before
}

/// A network that cannot be built.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A value is out of range.
  case invalid(String, value: String, allowed: String)
  /// Tied embeddings need equal widths.
  case tiedSizes(embedding: Int, hidden: Int)
  /// Settings are incompatible, for the given reason.
  case conflict(String)

  /// The problem and its remedy.
  public var description: String {
    switch self {
    case .invalid(let name, let value, let allowed):
      "\(name): \(value) is out of range; give \(allowed)"
    case .tiedSizes(let embedding, let hidden):
      "tied embeddings need embedding = hidden, but they are \(embedding) and \(hidden); "
        + "make them equal or do not tie"
    case .conflict(let reason): reason
    }
  }
}
