internal import CKernels

/// Dropout of weights (Merity et al. 2018, https://arxiv.org/abs/1708.02182): one mask per update,
/// derived from a key, applied to the weights and to their gradient.
package struct WeightDropout: Sendable {
  private let slots: [Slot]
  private let probability: Float

  /// Returns nil if nothing is dropped.
  package init?(_ slots: [Slot], probability: Double) {
    guard probability > 0, !slots.isEmpty else { return nil }
    self.slots = slots
    self.probability = Float(probability)
  }

  /// Sets `result` to the parameters with some weights set to zero and the others multiplied by
  /// 1 / (1 − p).
  package func drop(_ parameters: Parameters, key: UInt64, into result: inout Parameters) {
    unsafe result.values.withUnsafeMutableBufferPointer { target in
      unsafe parameters.values.withUnsafeBufferPointer { source in
        _ = unsafe target.update(from: source)
      }
    }
    mask(&result.values, key: key)
  }

  /// Converts the gradient of the dropped weights to that of the parameters.
  package func mask(_ gradient: inout Gradient, key: UInt64) {
    mask(&gradient.values, key: key)
  }

  private func mask(_ values: inout [Float], key: UInt64) {
    unsafe values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for (index, slot) in slots.enumerated() {
        let weights = unsafe base + slot.offset
        unsafe charlm_dropout(
          weights, weights, Int64(slot.count), probability, RandomSource.key(key, index, 0, 3),
          false)
      }
    }
  }
}
