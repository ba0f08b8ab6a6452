internal import CKernels

/// The number format of the operands of matrix products.
///
/// Sums, gates, state, master weights and moments are always float32.
public enum Precision: String, CaseIterable, Codable, Sendable {
  /// The fastest floating-point format: bfloat16 for training if the processor multiplies it faster
  /// than float32, float32 otherwise.
  case auto
  /// 32-bit floats.
  case float32
  /// The upper half of a 32-bit float; both operands of every product are rounded to it.
  case bfloat16
  /// 8-bit integers with one scale per row of either operand, for sampling and scoring.
  case int8

  /// The precision used in training on this processor.
  package var forTraining: Precision {
    self == .auto ? (charlm_has_fast_bfloat16() ? .bfloat16 : .float32) : self
  }

  /// The precision used in sampling and scoring.
  package var forReading: Precision { self == .auto ? .float32 : self }

  /// The maximum number of terms of a sum of products; nil for no limit.
  package var depthLimit: Int? { self == .int8 ? Int(CHARLM_INT8_DEPTH) : nil }

  var format: charlm_format {
    switch self {
    case .auto, .float32: charlm_float32
    case .bfloat16: charlm_bfloat16
    case .int8: charlm_int8
    }
  }
}
