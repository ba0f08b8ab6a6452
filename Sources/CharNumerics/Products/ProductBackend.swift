internal import CKernels

/// The implementation of matrix products.
package enum ProductBackend: String, CaseIterable, Sendable {
  case own, oneDNN

  /// The implementations available for a precision on this processor.
  package static func available(_ precision: Precision) -> [ProductBackend] {
    charlm_has_onednn(precision.format) ? [.own, .oneDNN] : [.own]
  }

  /// The faster implementation for training on this processor.
  package static func fastest(_ precision: Precision) -> ProductBackend {
    charlm_prefers_onednn(precision.format) ? .oneDNN : .own
  }
}
