internal import CharNumerics

/// Initialization of the weights.
public enum InitializationScheme: String, CaseIterable, Codable, Sendable {
  /// Recurrent weights orthogonal gate by gate, others uniform in ±√(1 / fan-in)
  /// (Saxe et al. 2014, https://arxiv.org/abs/1312.6120).
  case orthogonal
  /// All recurrent-layer weights uniform in ±√(1 / H), as PyTorch does.
  case uniform

  func input(fanIn: Int, hiddenSize: Int) -> Initialization {
    switch self {
    case .orthogonal: .uniform(1 / Float(fanIn).squareRoot())
    case .uniform: .uniform(1 / Float(hiddenSize).squareRoot())
    }
  }

  func recurrent(hiddenSize: Int) -> Initialization {
    switch self {
    case .orthogonal: .orthogonal
    case .uniform: .uniform(1 / Float(hiddenSize).squareRoot())
    }
  }
}
