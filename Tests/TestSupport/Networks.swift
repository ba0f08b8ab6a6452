public import CharNetwork
public import CharNumerics

/// A small network by its sizes, likewise.
public func makeNetwork(
  _ cell: CellKind, layers: Int = 2, hidden: Int = 5, embedding: Int = 3, vocabulary: Int = 7,
  ties: Bool = false, residual: Bool = false, dropout: Double = 0, seed: UInt64 = 1
) throws -> (network: CharacterNetwork, parameters: Parameters) {
  var configuration = NetworkConfiguration()
  configuration.cell = cell
  configuration.layers = layers
  configuration.hiddenSize = hidden
  configuration.embeddingSize = embedding
  configuration.tiesEmbeddings = ties
  configuration.isResidual = residual
  configuration.dropout = dropout
  return try makeNetwork(configuration, vocabulary: vocabulary, seed: seed)
}

/// A network with every parameter away from zero, so that no gradient hides.
public func makeNetwork(
  _ configuration: NetworkConfiguration, vocabulary: Int = 7, seed: UInt64 = 1
) throws -> (network: CharacterNetwork, parameters: Parameters) {
  let network = try CharacterNetwork(configuration, vocabularySize: vocabulary)
  var random = RandomSource(seed: seed)
  var parameters = network.layout.initialize(from: &random)
  for i in parameters.values.indices { parameters.values[i] += 0.2 * (random.nextFloat() - 0.5) }
  return (network, parameters)
}

/// Random windows of one stream: each lane's tokens go on from window to window. Token 1, the
/// boundary, turns up about once in nine.
public func makeWindows(
  count: Int, steps: Int, lanes: Int, vocabulary: Int, seed: UInt64 = 2
) -> [TokenBatch] {
  var random = RandomSource(seed: seed)
  let length = count * steps + 1
  let streams = (0..<lanes).map { _ in
    (0..<length).map { _ in
      random.next() % 9 == 0 ? 1 : Int32(random.next() % UInt64(vocabulary))
    }
  }
  return (0..<count).map { window in
    func tokens(_ shift: Int) -> [Int32] {
      (0..<steps).flatMap { t in streams.map { $0[window * steps + t + shift] } }
    }
    return TokenBatch(
      steps: steps, lanes: lanes, inputs: tokens(0), targets: tokens(1), boundary: 1)
  }
}

extension TokenBatch {
  /// The inputs of one lane.
  public func inputs(lane: Int) -> [Int32] { (0..<steps).map { inputs[$0 * lanes + lane] } }

  /// The targets of one lane.
  public func targets(lane: Int) -> [Int32] { (0..<steps).map { targets[$0 * lanes + lane] } }
}

extension CharacterNetwork {
  /// Room for the weights of training products.
  package func packedWeights(_ precision: Precision = .float32) -> PackedWeights {
    PackedWeights(productSlots, precision: precision, trains: true)
  }

  /// Loss and gradient of one window from the start, on one thread, by products with these weights.
  package func lossAndGradient(
    _ parameters: Parameters, _ batch: TokenBatch, _ weights: PackedWeights, dropoutKey: UInt64 = 0
  ) -> (nats: Double, gradient: Gradient) {
    withSerialKernels {
      weights.pack(parameters)
      var workspace = makeWorkspace(steps: batch.steps, lanes: batch.lanes, weights: weights)
      prepare(&workspace, parameters)
      var state = initialState(lanes: batch.lanes)
      var gradient = Gradient(layout: layout)
      let loss = lossAndGradient(
        batch, parameters, state: &state, workspace: &workspace, gradient: &gradient, scale: 1,
        dropoutKey: dropoutKey)
      return (loss.nats, gradient)
    }
  }
}
