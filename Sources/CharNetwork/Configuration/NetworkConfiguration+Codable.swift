extension NetworkConfiguration {
  enum CodingKeys: String, CodingKey {
    case cell, layers, dropout, initialization, activation, reset, ablations, zoneout
    case hiddenSize = "hidden_size"
    case embeddingSize = "embedding_size"
    case tiesEmbeddings = "tie_embeddings"
    case isResidual = "residual"
    case hasBiases = "biases"
    case timeStep = "time_step"
    case usesSkipConnections = "skip"
    case inputLayers = "input_layers"
    case outputLayers = "output_layers"
    case transitionDepth = "transition_depth"
    case normalizesLayers = "layer_norm"
    case locksDropout = "locked_dropout"
    case weightDropout = "weight_dropout"
    case labelSmoothing = "label_smoothing"
    case learnsInitialState = "learned_state"
    case isBidirectional = "bidirectional"
  }

  /// Reads it. What a network always has must be there; options that are not are off.
  ///
  /// - Parameter decoder: where from.
  /// - Throws: `DecodingError` that names the key.
  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ path: WritableKeyPath<Self, Value>) throws {
      self[keyPath: path] = try container.decode(Value.self, forKey: key)
    }
    func readIfThere<Value: Decodable>(
      _ key: CodingKeys, _ path: WritableKeyPath<Self, Value>
    ) throws {
      if container.contains(key) { try read(key, path) }
    }
    try read(.cell, \.cell)
    try read(.layers, \.layers)
    try read(.hiddenSize, \.hiddenSize)
    try read(.embeddingSize, \.embeddingSize)
    try read(.dropout, \.dropout)
    try read(.tiesEmbeddings, \.tiesEmbeddings)
    try read(.isResidual, \.isResidual)
    try read(.initialization, \.initialization)
    try readIfThere(.activation, \.activation)
    try readIfThere(.reset, \.reset)
    try readIfThere(.ablations, \.ablations)
    try readIfThere(.hasBiases, \.hasBiases)
    try readIfThere(.timeStep, \.timeStep)
    try readIfThere(.usesSkipConnections, \.usesSkipConnections)
    try readIfThere(.inputLayers, \.inputLayers)
    try readIfThere(.outputLayers, \.outputLayers)
    try readIfThere(.transitionDepth, \.transitionDepth)
    try readIfThere(.normalizesLayers, \.normalizesLayers)
    try readIfThere(.locksDropout, \.locksDropout)
    try readIfThere(.weightDropout, \.weightDropout)
    try readIfThere(.zoneout, \.zoneout)
    try readIfThere(.labelSmoothing, \.labelSmoothing)
    try readIfThere(.learnsInitialState, \.learnsInitialState)
    try readIfThere(.isBidirectional, \.isBidirectional)
  }

  /// Writes what a network always has, and the options that are on.
  ///
  /// - Parameter encoder: where to.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let defaults = NetworkConfiguration()
    func write<Value: Encodable & Equatable>(
      _ key: CodingKeys, _ value: Value, unless usual: Value
    ) throws {
      if value != usual { try container.encode(value, forKey: key) }
    }
    try container.encode(cell, forKey: .cell)
    try container.encode(layers, forKey: .layers)
    try container.encode(hiddenSize, forKey: .hiddenSize)
    try container.encode(embeddingSize, forKey: .embeddingSize)
    try container.encode(dropout, forKey: .dropout)
    try container.encode(tiesEmbeddings, forKey: .tiesEmbeddings)
    try container.encode(isResidual, forKey: .isResidual)
    try container.encode(initialization, forKey: .initialization)
    try write(.activation, activation, unless: defaults.activation)
    try write(.reset, reset, unless: defaults.reset)
    try write(.ablations, ablations.sorted(), unless: [])
    try write(.hasBiases, hasBiases, unless: defaults.hasBiases)
    try write(.timeStep, timeStep, unless: defaults.timeStep)
    try write(.usesSkipConnections, usesSkipConnections, unless: defaults.usesSkipConnections)
    try write(.inputLayers, inputLayers, unless: defaults.inputLayers)
    try write(.outputLayers, outputLayers, unless: defaults.outputLayers)
    try write(.transitionDepth, transitionDepth, unless: defaults.transitionDepth)
    try write(.normalizesLayers, normalizesLayers, unless: defaults.normalizesLayers)
    try write(.locksDropout, locksDropout, unless: defaults.locksDropout)
    try write(.weightDropout, weightDropout, unless: defaults.weightDropout)
    try write(.zoneout, zoneout, unless: defaults.zoneout)
    try write(.labelSmoothing, labelSmoothing, unless: defaults.labelSmoothing)
    try write(.learnsInitialState, learnsInitialState, unless: defaults.learnsInitialState)
    try write(.isBidirectional, isBidirectional, unless: defaults.isBidirectional)
  }
}
