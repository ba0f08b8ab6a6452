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

/// A matrix product of fixed shape, on kernels of our own or on oneDNN. It belongs to the thread that
/// made it.
@safe final class Product {
  let shape: charlm_product_shape
  private let handle: OpaquePointer

  /// Makes one; a failure is a programmer's error or a broken installation, and traps.
  init(_ shape: charlm_product_shape) {
    var message: UnsafePointer<CChar>?
    guard let handle = unsafe charlm_product_create(shape, &message) else {
      let reason = unsafe message.map { unsafe String(cString: $0) } ?? ""
      fatalError("no product [\(shape.m), \(shape.k)] × [\(shape.k), \(shape.n)]: \(reason)")
    }
    self.shape = shape
    unsafe self.handle = handle
  }

  deinit { unsafe charlm_product_destroy(handle) }

  func pack(_ b: UnsafePointer<Float>) {
    let status = unsafe charlm_product_pack(handle, b)
    precondition(status == 0, "oneDNN packs no weights: error \(status)")
  }

  @inline(__always)
  func run(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>?, bias: UnsafePointer<Float>?,
    into c: UnsafeMutablePointer<Float>
  ) {
    let status = unsafe charlm_product_run(handle, a, b, bias, c)
    precondition(status == 0, "oneDNN runs no product: error \(status)")
  }
}

/// A product with a weight matrix W `[N, K]`, packed once per update.
///
/// Forward: y `[rows, N]` = x `[rows, K]` · Wᵀ. Backward: x `[rows, K]` = y `[rows, N]` · W.
///
/// It may cross threads where its weights are shared, as all are that read; a product of oneDNN's stays
/// in the thread that made it, which `Shards` sees to.
package final class WeightProduct: @unchecked Sendable {
  package enum Direction: Hashable, Sendable { case forward, backward }

  private let slot: Slot
  private let rows, inputSize, outputSize: Int
  private let accumulates: Bool
  private let hasBias: Bool
  private let engine: Engine

  private enum Engine {
    /// Our kernels on weights that all threads share, and scratch of this thread.
    case shared(PackedMatrix, Block)
    /// oneDNN's, which packs for itself.
    case library(Product)
  }

  /// For so many rows of what is multiplied; `accumulates` adds to the output instead of replacing
  /// it, `hasBias` adds a row to each row of it.
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

  /// Takes the weights as they are now, unless they are shared and whoever shares them does.
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

/// The gradient of a weight matrix W `[N, K]`: gᵀ · x, for g `[rows, N]` and x `[rows, K]`.
///
/// Like a product of oneDNN's it stays in the thread that made it.
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
