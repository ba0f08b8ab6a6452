internal import CKernels

/// Dropout of weights (Merity et al. 2018, https://arxiv.org/abs/1708.02182): one mask for an update,
/// drawn from a key, the same for the weights on their way in and for their gradient on its way out.
package struct WeightDropout: Sendable {
  private let slots: [Slot]
  private let probability: Float

  /// Nil where nothing is to be dropped.
  package init?(_ slots: [Slot], probability: Double) {
    guard probability > 0, !slots.isEmpty else { return nil }
    self.slots = slots
    self.probability = Float(probability)
  }

  /// The parameters with some weights at zero and the others larger by 1 / (1 − p).
  package func dropped(_ parameters: Parameters, key: UInt64) -> Parameters {
    var result = parameters
    mask(parameters.values, key: key, into: &result.values)
    return result
  }

  /// The gradient of the parameters from that of what `dropped` made of them.
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
