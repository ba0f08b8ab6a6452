internal import CKernels

/// The gradient of a weight matrix W `[N, K]`: gᵀ · x, for g `[rows, N]` and x `[rows, K]`.
///
/// It stays in the thread that created it.
package final class GradientProduct: @unchecked Sendable {
  private let slot: Slot
  private let product: Product

  package init(_ slot: Slot, rows: Int, accumulates: Bool = false, weights: PackedWeights) {
    self.slot = slot
    product = Product(
      charlm_product_shape(
        m: Int64(slot.rows), n: Int64(slot.columns), k: Int64(rows), is_gradient: true,
        b_transposed: false, accumulates: accumulates, has_bias: false,
        format: weights.precision.format,
        backend: weights.backend == .oneDNN ? charlm_onednn : charlm_own))
  }

  /// Writes or adds the product of two blocks.
  package func run(_ g: Block, _ x: Block, of arena: Arena, into gradient: inout Gradient) {
    arena.check(g, is: Int(product.shape.k), by: slot.rows)
    arena.check(x, is: Int(product.shape.k), by: slot.columns)
    unsafe arena.withFloatsToRead { base in
      unsafe gradient.values.withUnsafeMutableBufferPointer { values in
        guard let start = values.baseAddress else { return }
        unsafe product.run(
          base + g.offset, base + x.offset, bias: nil, into: start + slot.offset)
      }
    }
  }

  /// Writes or adds the product of a block and the rows of another slot.
  package func run(
    _ g: Block, of arena: Arena, _ x: Slot, of parameters: Parameters,
    into gradient: inout Gradient
  ) {
    arena.check(g, is: Int(product.shape.k), by: slot.rows)
    precondition(
      x.rows == Int(product.shape.k) && x.columns == slot.columns, "\(x.name) for \(slot.name)")
    unsafe arena.withFloatsToRead { base in
      unsafe parameters.values.withUnsafeBufferPointer { weights in
        unsafe gradient.values.withUnsafeMutableBufferPointer { values in
          guard let from = weights.baseAddress, let start = values.baseAddress else { return }
          unsafe product.run(
            base + g.offset, from + x.offset, bias: nil, into: start + slot.offset)
        }
      }
    }
  }
}
