internal import CKernels

/// Whose matrix products run.
package enum ProductBackend: String, CaseIterable, Sendable {
  case own, oneDNN

  /// Those that this build has for a precision on this processor.
  package static func available(_ precision: Precision) -> [ProductBackend] {
    charlm_has_onednn(precision.format) ? [.own, .oneDNN] : [.own]
  }

  /// The faster one for training here.
  package static func fastest(_ precision: Precision) -> ProductBackend {
    charlm_prefers_onednn(precision.format) ? .oneDNN : .own
  }
}
