/// What a character network is made of, besides its vocabulary. Stored with the model.
public struct NetworkConfiguration: Equatable, Sendable {
  /// The recurrent cell.
  public var cell = CellKind.lstm
  /// Recurrent layers, one above the other.
  public var layers = 2
  /// H: width of the hidden state.
  public var hiddenSize = 256
  /// E: width of a token's vector.
  public var embeddingSize = 64
  /// Probability that an element of a layer's output is dropped on its way up while training: after
  /// every layer, never inside the recurrence (Zaremba et al. 2014, https://arxiv.org/abs/1409.2329).
  public var dropout = 0.0
  /// Uses the embedding as the output projection too; then E = H
  /// (Press and Wolf 2017, https://arxiv.org/abs/1608.05859).
  public var tiesEmbeddings = false
  /// Adds a layer's input to its output, from the second layer on.
  public var isResidual = false
  /// What the weights of a new network start from.
  public var initialization = InitializationScheme.orthogonal

  /// The nonlinearity of the simple recurrent networks.
  public var activation = Activation.tanh
  /// Where the GRU's reset acts.
  public var reset = ResetGate.after
  /// What the LSTM and its kin go without, or have besides.
  public var ablations: Set<LSTMAblation> = []
  /// Whether cells have biases.
  public var hasBiases = true
  /// Δt of the continuous-time network, above 0 and at most 1.
  public var timeStep = 1.0
  /// Every layer reads the embedded token too, and the output reads every layer
  /// (Graves 2013, https://arxiv.org/abs/1308.0850).
  public var usesSkipConnections = false
  /// Fully connected layers before the recurrence.
  public var inputLayers = 0
  /// Fully connected layers after it.
  public var outputLayers = 0
  /// Cells that work one after another within a step
  /// (Pascanu et al. 2014, https://arxiv.org/abs/1312.6026).
  public var transitionDepth = 1
  /// Layer normalization of every projection and recurrent product
  /// (Ba et al. 2016, https://arxiv.org/abs/1607.06450).
  public var normalizesLayers = false
  /// Dropout drops the same elements at all steps of a window
  /// (Gal and Ghahramani 2016, https://arxiv.org/abs/1512.05287).
  public var locksDropout = false
  /// Probability that a weight inside the recurrence is dropped for an update
  /// (Merity et al. 2018, https://arxiv.org/abs/1708.02182).
  public var weightDropout = 0.0
  /// Probability that an element of state keeps its value from the step before while training
  /// (Krueger et al. 2017, https://arxiv.org/abs/1606.01305).
  public var zoneout = 0.0
  /// How much of a target's probability is spread over all tokens while training; the loss that is
  /// reported knows nothing of it (Szegedy et al. 2016, https://arxiv.org/abs/1512.00567).
  public var labelSmoothing = 0.0
  /// Documents start from a learned state instead of zero.
  public var learnsInitialState = false
  /// Layers read both ways; not for a network that predicts the next character
  /// (Schuster and Paliwal 1997, https://doi.org/10.1109/78.650093).
  public var isBidirectional = false

  /// Two layers of 256 LSTM units over an embedding of 64.
  public init() {}
}

/// Where the GRU's reset gate acts.
public enum ResetGate: String, CaseIterable, Codable, Sendable {
  /// On the recurrent product, as in cuDNN and PyTorch.
  case after
  /// On the state, before the product, as it was first written.
  case before
}

/// A network that cannot be built.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A number outside its range.
  case invalid(String, value: String, allowed: String)
  /// Tied embeddings of two widths.
  case tiedSizes(embedding: Int, hidden: Int)
  /// Settings that do not go together, with the reason.
  case conflict(String)

  /// What is wrong and what to do.
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
