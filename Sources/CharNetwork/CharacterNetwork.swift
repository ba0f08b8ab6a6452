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

  let embedding: Slot
  package let cells: [any Cell]
  let outputWeight: Slot
  let outputBias: Slot

  /// Declares the parameters of a network; nothing large is allocated.
  ///
  /// - Parameters:
  ///   - configuration: what it is made of.
  ///   - vocabularySize: V, at least 1.
  /// - Throws: `NetworkError` if a number is out of range.
  public init(_ configuration: NetworkConfiguration, vocabularySize: Int) throws {
    try configuration.validate()
    guard (1...1 << 30).contains(vocabularySize) else {
      throw NetworkError.invalid(
        "vocabulary", value: "\(vocabularySize)", allowed: "1 to \(1 << 30)")
    }
    self.configuration = configuration
    self.vocabularySize = vocabularySize
    let (h, e) = (configuration.hiddenSize, configuration.embeddingSize)
    var layout = ParameterLayout()
    embedding = layout.append(
      "embedding.weight", shape: [vocabularySize, e],
      initialization: configuration.tiesEmbeddings
        ? .normal(1 / Float(e).squareRoot()) : .normal(1))
    cells = (0..<configuration.layers).map { layer in
      configuration.cell.makeCell(
        layer: layer, inputSize: layer == 0 ? e : h, hiddenSize: h,
        initialization: configuration.initialization, layout: &layout)
    }
    outputWeight =
      configuration.tiesEmbeddings
      ? embedding
      : layout.append(
        "output.weight", shape: [vocabularySize, h],
        initialization: .uniform(1 / Float(h).squareRoot()))
    outputBias = layout.append("output.bias", shape: [vocabularySize], initialization: .zero)
    self.layout = layout
  }

  /// The matrices that products multiply by.
  public var productSlots: [Slot] {
    cells.flatMap { [$0.slots.inputWeight, $0.slots.recurrentWeight] } + [outputWeight]
  }

  /// Planes of state over all layers.
  var planeCount: Int { planes(of: cells.indices).count }

  /// The planes of state of some layers among all.
  func planes(of layers: Range<Int>) -> Range<Int> {
    let first = cells[..<layers.lowerBound].reduce(0) { $0 + $1.stateCount }
    return first..<first + cells[layers].reduce(0) { $0 + $1.stateCount }
  }

  /// The state of lanes that have read nothing.
  ///
  /// - Parameter lanes: B.
  /// - Returns: zeros.
  public func initialState(lanes: Int) -> NetworkState {
    NetworkState(planes: planeCount, lanes: lanes, hiddenSize: configuration.hiddenSize)
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
    let h = Double(configuration.hiddenSize)
    var floats = 0.0
    for cell in cells {
      floats += rows * Double(cell.projectionSize + cell.traceSize)
      floats += (rows + Double(lanes)) * Double(cell.stateCount) * h
    }
    if configuration.dropout > 0 || configuration.isResidual {
      floats += rows * h * Double(cells.count)
    }
    let table = min(rows, Double(vocabularySize)) * Double(cells[0].projectionSize)
    floats += trains ? 2 * table + 2 * rows * h : table
    let v = Double(vocabularySize)
    floats += min(rows * v, max(1_048_576, Double(lanes) * v))
    floats += Double(layout.count) * (trains ? 3 : 1)  // packed both ways, and the gradient
    return 4 * floats
  }
}
