internal import CKernels

/// The number format that matrix products multiply in. Sums, gates, state, master weights and moments
/// are always float32.
public enum Precision: String, CaseIterable, Codable, Sendable {
  /// The fastest that keeps to floating point: bfloat16 for training where the processor multiplies it
  /// faster than float32, float32 otherwise.
  case auto
  /// 32-bit floats.
  case float32
  /// The upper half of a 32-bit float: both operands of every product are rounded to it.
  case bfloat16
  /// Whole numbers of eight bits with a scale for each row of either operand, for sampling and scoring.
  case int8

  /// What it stands for in training here.
  package var forTraining: Precision {
    self == .auto ? (charlm_has_fast_bfloat16() ? .bfloat16 : .float32) : self
  }

  /// What it stands for in sampling and scoring.
  package var forReading: Precision { self == .auto ? .float32 : self }

  /// The most terms that a sum of products may have; nil = any number.
  package var depthLimit: Int? { self == .int8 ? Int(CHARLM_INT8_DEPTH) : nil }

  var format: charlm_format {
    switch self {
    case .auto, .float32: charlm_float32
    case .bfloat16: charlm_bfloat16
    case .int8: charlm_int8
    }
  }
}
