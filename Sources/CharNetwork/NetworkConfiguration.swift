/// What a character network is made of, besides its vocabulary. Stored with the model.
public struct NetworkConfiguration: Codable, Sendable, Equatable {
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

  enum CodingKeys: String, CodingKey {
    case cell, layers, dropout, initialization
    case hiddenSize = "hidden_size"
    case embeddingSize = "embedding_size"
    case tiesEmbeddings = "tie_embeddings"
    case isResidual = "residual"
  }

  /// Two layers of 256 LSTM units over an embedding of 64.
  public init() {}

  /// Checks that the numbers make sense.
  ///
  /// - Throws: `NetworkError` with the first that does not.
  public func validate() throws {
    func check(_ name: String, _ value: Int, _ limit: Int) throws {
      guard (1...limit).contains(value) else {
        throw NetworkError.invalid(name, value: "\(value)", allowed: "1 to \(limit)")
      }
    }
    try check("layers", layers, 1000)
    try check("hidden", hiddenSize, 1_000_000)
    try check("embedding", embeddingSize, 1_000_000)
    guard dropout >= 0 && dropout < 1 else {
      throw NetworkError.invalid("dropout", value: "\(dropout)", allowed: "0 to less than 1")
    }
    guard !tiesEmbeddings || embeddingSize == hiddenSize else {
      throw NetworkError.tiedSizes(embedding: embeddingSize, hidden: hiddenSize)
    }
  }
}

/// A network that cannot be built.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A number outside its range.
  case invalid(String, value: String, allowed: String)
  /// Tied embeddings of two widths.
  case tiedSizes(embedding: Int, hidden: Int)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .invalid(let name, let value, let allowed):
      "\(name): \(value) is out of range; give \(allowed)"
    case .tiedSizes(let embedding, let hidden):
      "tied embeddings need embedding = hidden, but they are \(embedding) and \(hidden); "
        + "make them equal or do not tie"
    }
  }
}
