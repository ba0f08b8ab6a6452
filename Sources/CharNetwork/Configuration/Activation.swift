internal import CharNumerics

/// The nonlinearity g of a simple recurrent network.
public enum Activation: String, CaseIterable, Codable, Sendable {
  /// The hyperbolic tangent.
  case tanh
  /// The logistic function 1 / (1 + e^−x).
  case sigmoid
  /// The rectifier max(0, x).
  case relu

  var value: Elementwise {
    switch self {
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    case .relu: .relu
    }
  }

  /// Multiplies a gradient by g′, computed from the value of g.
  var slope: Elementwise {
    switch self {
    case .tanh: .tanhSlope
    case .sigmoid: .sigmoidSlope
    case .relu: .reluSlope
    }
  }
}
