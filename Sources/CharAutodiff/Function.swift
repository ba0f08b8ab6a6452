import Foundation

/// A function of one number, applied element by element.
package enum Function: String, CaseIterable, Sendable {
  case negative, exp, log, tanh, sigmoid, relu, softplus, sin, cos

  /// Returns the value at x.
  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .negative: -x
    case .exp: Foundation.exp(x)
    case .log: Foundation.log(x)
    case .tanh: Foundation.tanh(x)
    case .sigmoid: 1 / (1 + Foundation.exp(-x))
    case .relu: Swift.max(x, 0)
    case .softplus: Swift.max(x, 0) + log1p(Foundation.exp(-abs(x)))
    case .sin: Foundation.sin(x)
    case .cos: Foundation.cos(x)
    }
  }

  /// Returns the derivative at x, given the value y; for ReLU at 0 it is 0.
  func derivative(at x: Double, value y: Double) -> Double {
    switch self {
    case .negative: -1
    case .exp: y
    case .log: 1 / x
    case .tanh: 1 - y * y
    case .sigmoid: y * (1 - y)
    case .relu: x > 0 ? 1 : 0
    case .softplus: Function.sigmoid(x)
    case .sin: Foundation.cos(x)
    case .cos: -Foundation.sin(x)
    }
  }
}

/// A function of two numbers, applied element by element.
package enum Arithmetic: String, CaseIterable, Sendable {
  case add = "+"
  case subtract = "−"
  case multiply = "×"
  case divide = "÷"
  case power = "^"
  case maximum = "max"

  /// Returns the value at a and b.
  func callAsFunction(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: pow(a, b)
    case .maximum: Swift.max(a, b)
    }
  }

  /// Returns the derivatives by a and by b; of equal numbers, the first one is the maximum.
  func derivatives(at a: Double, _ b: Double) -> (Double, Double) {
    switch self {
    case .add: (1, 1)
    case .subtract: (1, -1)
    case .multiply: (b, a)
    case .divide: (1 / b, -a / (b * b))
    case .power: (b * pow(a, b - 1), pow(a, b) * Foundation.log(a))
    case .maximum: a >= b ? (1, 0) : (0, 1)
    }
  }
}
