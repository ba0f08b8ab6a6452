public import CharNumerics

/// A stack of recurrent layers and a head: the description of a network that reads characters.
///
///     tokens [T, B] → embedding [T·B, E] → layers [T·B, W] → head → logits → −ln p
///
/// W is H, or 2H with layers in both directions. The slots are named as in a PyTorch module with
/// `embedding = nn.Embedding(V, E)`, `rnn = nn.LSTM(E, H, L)` (or `GRU`, `RNN`) and
/// `output = nn.Linear(W, outputs)`.
///
/// A network is immutable. Parameters, state and workspace are values that its users own; several
/// threads may use one network and one set of parameters at once, each with a state and a workspace of
/// its own.
public struct CharacterNetwork: Sendable {
  /// The configuration of the stack.
  public let configuration: NetworkConfiguration
  /// The part after the stack, and the outputs that it predicts.
  public let head: NetworkHead
  /// V: the number of tokens that the network can read.
  public let vocabularySize: Int
  /// The parameters' names, shapes and places.
  public let layout: ParameterLayout

  let stack: RecurrentStack
  /// W: the length of the vectors that the head reads.
  package var outputWidth: Int { stack.outputWidth }
  /// `[outputs, W]`.
  let outputWeight: Slot
  /// `[outputs]`.
  let outputBias: Slot

  /// Declares the parameters of a network; nothing large is allocated.
  ///
  /// - Parameters:
  ///   - configuration: the configuration of the stack.
  ///   - vocabularySize: V, at least 1.
  ///   - head: the part after the stack.
  /// - Throws: `NetworkError` if a number is out of range or settings do not go together.
  public init(
    _ configuration: NetworkConfiguration, vocabularySize: Int, head: NetworkHead = .nextToken
  ) throws {
    try configuration.validate(vocabularySize: vocabularySize)
    try head.validate(with: configuration)
    self.configuration = configuration
    self.head = head
    self.vocabularySize = vocabularySize
    var layout = ParameterLayout()
    stack = RecurrentStack(configuration, vocabularySize: vocabularySize, layout: &layout)
    let outputs = head.labelCount ?? vocabularySize
    let predictsTokens = head.labelCount == nil
    let width = stack.outputWidth
    let tied = configuration.tiesEmbeddings ? stack.embedding : nil
    outputWeight =
      tied
      ?? layout.append(
        "output.weight", shape: [outputs, width], role: predictsTokens ? .tokenMatrix : .matrix,
        initialization: .uniform(1 / Float(width).squareRoot()))
    outputBias = layout.append(
      "output.bias", shape: [outputs], role: predictsTokens ? .tokenVector : .vector,
      initialization: .zero)
    self.layout = layout
  }

  /// Slots that a model file holds a second time, under these names: the output projection, if it is
  /// the embedding.
  package var tiedSlots: [String: Slot] {
    configuration.tiesEmbeddings ? ["output.weight": outputWeight] : [:]
  }

  /// The matrices that products multiply by, to be packed after every update.
  package var productSlots: [Slot] { stack.productSlots + [outputWeight] }

  /// The product matrices that multiply inside the recurrence.
  package var recurrentSlots: [Slot] { stack.recurrentSlots }

  /// The slots of parts of the network, by which they are left out of training.
  ///
  /// - Parameters:
  ///   - embedding: whether to include the embedding; a tied one is the output projection too.
  ///   - layers: the number of recurrent layers to include, from the first on; at most as many as there
  ///     are.
  /// - Returns: all slots of these parts.
  public func slots(embedding: Bool, layers: Int) -> Set<Slot> {
    stack.slots(embedding: embedding, layers: layers, of: layout)
  }

  /// The state of lanes that have read nothing: zeros. It is empty where the head reads whole texts,
  /// each of which starts anew.
  ///
  /// - Parameter lanes: B.
  /// - Returns: the state.
  public func initialState(lanes: Int) -> NetworkState {
    NetworkState(
      planes: head.readsWholeTexts ? 0 : stack.planes(of: stack.layers.indices).count,
      lanes: lanes, hiddenSize: configuration.hiddenSize)
  }

  /// Estimates the bytes that a workspace and one gradient take, before they are made.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  ///   - trains: whether gradients are computed.
  /// - Returns: the number of bytes.
  public func estimatedBytes(steps: Int, lanes: Int, trains: Bool) -> Double {
    let rows = Double(steps) * Double(lanes)
    let outputs = Double(outputBias.count)
    var floats = stack.estimatedFloats(rows: rows, lanes: Double(lanes), trains: trains)
    floats += min(rows * outputs, max(1_048_576, Double(lanes) * outputs))
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
