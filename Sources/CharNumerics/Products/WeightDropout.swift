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

  /// Returns the parameters with some weights set to zero and the others multiplied by 1 / (1 − p).
  package func dropped(_ parameters: Parameters, key: UInt64) -> Parameters {
    var result = parameters
    mask(parameters.values, key: key, into: &result.values)
    return result
  }

  /// Converts the gradient of the dropped weights to that of the parameters.
  package func mask(_ gradient: inout Gradient, key: UInt64) {
    mask(Array(gradient.values), key: key, into: &gradient.values)
  }

  private func mask(_ values: [Float], key: UInt64, into target: inout [Float]) {
    unsafe values.withUnsafeBufferPointer { source in
      unsafe target.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        for (index, slot) in slots.enumerated() {
          unsafe charlm_dropout(
            from + slot.offset, to + slot.offset, Int64(slot.count), probability,
            RandomSource.key(key, index, 0, 3), false)
        }
      }
    }
  }
}
