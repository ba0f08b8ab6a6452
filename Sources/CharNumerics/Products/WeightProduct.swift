internal import CKernels

/// A product with a weight matrix W `[N, K]`, packed once per update.
///
/// Forward: y `[rows, N]` = x `[rows, K]` · Wᵀ. Backward: x `[rows, K]` = y `[rows, N]` · W.
///
/// It may be used on other threads if its weights are shared, as they are for inference; a product
/// of oneDNN stays in the thread that created it, which `Shards` ensures.
package final class WeightProduct: @unchecked Sendable {
  package enum Direction: Hashable, Sendable { case forward, backward }

  private let slot: Slot
  private let rows, inputSize, outputSize: Int
  private let accumulates: Bool
  private let hasBias: Bool
  private let engine: Engine

  private enum Engine {
    /// Own kernels on weights shared by all threads, with scratch memory of this thread.
    case shared(PackedMatrix, Block)
    /// A product of oneDNN, which packs for itself.
    case library(Product)
  }

  /// Creates a product for a number of input rows; `accumulates` adds to the output instead of
  /// replacing it, `hasBias` adds a row to each row of it.
  package init(
    _ slot: Slot, _ direction: Direction, rows: Int, accumulates: Bool = false,
    hasBias: Bool = false, weights: PackedWeights, plan: inout ArenaPlan
  ) {
    let forward = direction == .forward
    self.slot = slot
    self.rows = rows
    self.accumulates = accumulates
    self.hasBias = hasBias
    (inputSize, outputSize) = forward ? (slot.columns, slot.rows) : (slot.rows, slot.columns)
    if let matrix = weights.matrix(slot, direction) {
      engine = .shared(matrix, plan.reserve(rows: 1, columns: matrix.scratchCount(rows: rows)))
    } else {
      engine = .library(
        Product(
          charlm_product_shape(
            m: Int64(rows), n: Int64(outputSize), k: Int64(inputSize), is_gradient: false,
            b_transposed: forward, accumulates: accumulates, has_bias: hasBias,
            format: weights.precision.format, backend: charlm_onednn)))
    }
  }

  /// Packs the current weights, unless they are shared and packed by their owner.
  package func pack(_ parameters: Parameters) {
    guard case .library(let product) = engine else { return }
    unsafe parameters.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      unsafe product.pack(base + slot.offset)
    }
  }

  @inline(__always)
  private func run(
    _ a: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    scratch: UnsafeMutablePointer<Float>, into c: UnsafeMutablePointer<Float>
  ) {
    switch engine {
    case .shared(let matrix, let block):
      unsafe matrix.run(
        rows: rows, a, bias: bias, accumulates: accumulates, scratch: scratch + block.offset,
        into: c)
    case .library(let product): unsafe product.run(a, nil, bias: bias, into: c)
    }
  }

  /// Multiplies a block of the arena into another one.
  @inline(__always)
  package func run(_ input: Block, into output: Block, bias: Block? = nil, in arena: inout Arena) {
    arena.check(input, is: rows, by: inputSize)
    arena.check(output, is: rows, by: outputSize)
    if let bias { arena.check(bias, is: 1, by: outputSize) }
    precondition((bias != nil) == hasBias, "\(slot.name): bias")
    unsafe arena.withFloats { base in
      let bias = unsafe bias.map { unsafe UnsafePointer(base + $0.offset) }
      unsafe run(base + input.offset, bias: bias, scratch: base, into: base + output.offset)
    }
  }

  /// Multiplies the rows of another slot into a block of the arena.
  package func run(
    _ input: Slot, of parameters: Parameters, into output: Block, bias: Block,
    in arena: inout Arena
  ) {
    precondition(
      input.rows == rows && input.columns == inputSize && hasBias,
      "\(input.name) times \(slot.name)")
    arena.check(output, is: rows, by: outputSize)
    arena.check(bias, is: 1, by: outputSize)
    unsafe arena.withFloats { base in
      unsafe parameters.values.withUnsafeBufferPointer { values in
        guard let start = values.baseAddress else { return }
        unsafe run(
          start + input.offset, bias: base + bias.offset, scratch: base,
          into: base + output.offset)
      }
    }
  }

  /// Multiplies a block of the arena into a slot of the gradient.
  package func run(
    _ input: Block, in arena: inout Arena, into output: Slot, of gradient: inout Gradient
  ) {
    arena.check(input, is: rows, by: inputSize)
    precondition(
      output.rows == rows && output.columns == outputSize, "\(slot.name) into \(output.name)")
    unsafe arena.withFloats { base in
      unsafe gradient.values.withUnsafeMutableBufferPointer { values in
        guard let start = values.baseAddress else { return }
        unsafe run(base + input.offset, bias: nil, scratch: base, into: start + output.offset)
      }
    }
  }
}
