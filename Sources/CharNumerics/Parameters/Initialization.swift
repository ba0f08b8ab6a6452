internal import CKernels

/// The initial values of a slot.
package enum Initialization: Sendable, Equatable {
  /// All 0.
  case zero
  /// 1 in a range of a vector, 0 elsewhere: the forget gate's bias
  /// (Jozefowicz et al. 2015, https://proceedings.mlr.press/v37/jozefowicz15.html).
  case one(in: Range<Int>)
  /// Uniform in ±bound.
  case uniform(Float)
  /// Normal with mean 0 and this standard deviation.
  case normal(Float)
  /// Square blocks of `[n · columns, columns]`, each orthogonal
  /// (Saxe et al. 2014, https://arxiv.org/abs/1312.6120).
  case orthogonal

  func fill(_ slot: Slot, of values: inout [Float], from random: inout RandomSource) {
    switch self {
    case .zero: break
    case .one(let range):
      for i in range { values[slot.offset + i] = 1 }
    case .uniform(let bound):
      for i in slot.range { values[i] = bound * (2 * random.nextFloat() - 1) }
    case .normal(let deviation):
      for i in slot.range { values[i] = deviation * random.nextNormal() }
    case .orthogonal:
      let n = slot.columns
      precondition(n > 0 && slot.count % (n * n) == 0, "\(slot.name) has no square blocks")
      for block in 0..<slot.count / (n * n) {
        var matrix = (0..<n * n).map { _ in random.nextNormal() }
        unsafe matrix.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          unsafe charlm_orthonormalize(base, Int64(n))
        }
        let start = slot.offset + block * n * n
        values.replaceSubrange(start..<start + n * n, with: matrix)
      }
    }
  }
}
