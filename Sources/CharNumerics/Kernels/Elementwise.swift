internal import CKernels

/// An operation on each element of matrices of one shape.
package enum Elementwise: Sendable {
  /// c = f(a).
  case tanh, sigmoid, relu
  /// c = b · f′, where a is the value of f.
  case tanhSlope, sigmoidSlope, reluSlope
  /// c = a + b, a − b, a · b, a / b.
  case plus, minus, times, divided
  /// c = c + a · b, c = c − a · b.
  case plusTimes, minusTimes

  var code: charlm_operation {
    switch self {
    case .tanh: charlm_tanh
    case .sigmoid: charlm_sigmoid
    case .relu: charlm_relu
    case .tanhSlope: charlm_tanh_slope
    case .sigmoidSlope: charlm_sigmoid_slope
    case .reluSlope: charlm_relu_slope
    case .plus: charlm_plus
    case .minus: charlm_minus
    case .times: charlm_times
    case .divided: charlm_divided
    case .plusTimes: charlm_plus_times
    case .minusTimes: charlm_minus_times
    }
  }
}
