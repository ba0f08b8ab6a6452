public import CharNumerics

/// Embedding, stacked recurrent layers and a projection to the vocabulary: the network that predicts
/// the next character.
///
///     tokens [T, B] → embedding [T·B, E] → layers [T·B, H] → logits [T·B, V] → −ln p
///
/// Its slots are named as in a PyTorch module with `embedding = nn.Embedding(V, E)`,
/// `rnn = nn.LSTM(E, H, L)` (or `GRU`, `RNN`) and `output = nn.Linear(H, V)`.
public struct CharacterNetwork: Network {
  /// What it is made of.
  public let configuration: NetworkConfiguration
  /// V.
  public let vocabularySize: Int
  /// The parameters' names, shapes and places.
  public let layout: ParameterLayout

  let stack: RecurrentStack
  let outputWeight: Slot
  let outputBias: Slot

  /// Declares the parameters of a network; nothing large is allocated.
  ///
  /// - Parameters:
  ///   - configuration: what it is made of.
  ///   - vocabularySize: V, at least 1.
  /// - Throws: `NetworkError` if a number is out of range or settings do not go together.
  public init(_ configuration: NetworkConfiguration, vocabularySize: Int) throws {
    try configuration.validate(vocabularySize: vocabularySize)
    guard !configuration.isBidirectional else {
      throw NetworkError.conflict(
        "a network that predicts the next character must not read it before: bidirectional layers "
          + "are for taggers and classifiers, which are given the whole text")
    }
    self.configuration = configuration
    self.vocabularySize = vocabularySize
    var layout = ParameterLayout()
    stack = RecurrentStack(configuration, vocabularySize: vocabularySize, layout: &layout)
    let width = stack.outputWidth
    outputWeight =
      configuration.tiesEmbeddings
      ? stack.embedding
      : layout.append(
        "output.weight", shape: [vocabularySize, width], role: .tokenMatrix,
        initialization: .uniform(1 / Float(width).squareRoot()))
    outputBias = layout.append(
      "output.bias", shape: [vocabularySize], role: .tokenVector, initialization: .zero)
    self.layout = layout
  }

  /// The output projection, if it is the embedding.
  public var tiedSlots: [String: Slot] {
    configuration.tiesEmbeddings ? ["output.weight": stack.embedding] : [:]
  }

  /// The matrices that products multiply by.
  public var productSlots: [Slot] { stack.productSlots + [outputWeight] }

  /// The matrices inside the recurrence.
  public var recurrentSlots: [Slot] { stack.recurrentSlots }

  /// The slots of parts of the network, by which they are left out of training.
  ///
  /// - Parameters:
  ///   - embedding: whether the embedding is one of them; a tied one is the output projection too.
  ///   - layers: so many of the recurrent layers, from the first on; at most as many as there are.
  /// - Returns: all their slots.
  public func slots(embedding: Bool, layers: Int) -> Set<Slot> {
    stack.slots(embedding: embedding, layers: layers, of: layout)
  }

  /// Probability that one of their weights is dropped for an update.
  public var weightDropout: Double { configuration.weightDropout }

  /// The state of lanes that have read nothing.
  ///
  /// - Parameter lanes: B.
  /// - Returns: zeros.
  public func initialState(lanes: Int) -> NetworkState {
    NetworkState(
      planes: stack.planes(of: stack.layers.indices).count, lanes: lanes,
      hiddenSize: configuration.hiddenSize)
  }

  /// Bytes that a workspace and one gradient take, about; to be asked before they are made.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  ///   - trains: whether gradients are computed.
  /// - Returns: bytes.
  public func estimatedBytes(steps: Int, lanes: Int, trains: Bool) -> Double {
    let rows = Double(steps) * Double(lanes)
    let v = Double(vocabularySize)
    var floats = stack.estimatedFloats(rows: rows, lanes: Double(lanes), trains: trains)
    floats += min(rows * v, max(1_048_576, Double(lanes) * v))
    floats += Double(layout.count) * (trains ? 3 : 1)  // packed both ways, and the gradient
    return 4 * floats
  }
}

extension NetworkConfiguration {
  /// Checks it together with V.
  func validate(vocabularySize: Int) throws {
    try validate()
    guard (1...1 << 30).contains(vocabularySize) else {
      throw NetworkError.invalid(
        "vocabulary", value: "\(vocabularySize)", allowed: "1 to \(1 << 30)")
    }
  }
}
