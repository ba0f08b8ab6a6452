internal import CKernels

/// A matrix product of fixed shape on oneDNN. It belongs to the thread that made it.
@safe final class Product {
  let shape: charlm_product_shape
  private let handle: OpaquePointer

  /// Makes one; a failure is a programmer's error or a broken installation, and traps.
  init(_ shape: charlm_product_shape) {
    var message: UnsafePointer<CChar>?
    guard let handle = unsafe charlm_product_create(shape, &message) else {
      let reason = unsafe message.map { unsafe String(cString: $0) } ?? ""
      fatalError(
        "oneDNN makes no product [\(shape.m), \(shape.k)] × [\(shape.k), \(shape.n)]: \(reason)")
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
package final class WeightProduct {
  package enum Direction: Sendable { case forward, backward }

  private let slot: Slot
  private let product: Product

  /// For so many rows of what is multiplied; `accumulates` adds to the output instead of replacing
  /// it, `hasBias` adds a row to each row of it.
  package init(
    _ slot: Slot, _ direction: Direction, rows: Int, accumulates: Bool = false,
    hasBias: Bool = false
  ) {
    self.slot = slot
    let forward = direction == .forward
    product = Product(
      charlm_product_shape(
        m: Int64(rows), n: Int64(forward ? slot.rows : slot.columns),
        k: Int64(forward ? slot.columns : slot.rows), a_transposed: false, b_transposed: forward,
        b_packed: true, accumulates: accumulates, has_bias: hasBias))
  }

  /// Takes the weights as they are now.
  package func pack(_ parameters: Parameters) {
    unsafe parameters.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      unsafe product.pack(base + slot.offset)
    }
  }

  /// Multiplies a block of the arena into another one.
  @inline(__always)
  package func run(_ input: Block, into output: Block, bias: Block? = nil, in arena: inout Arena) {
    arena.check(input, is: Int(product.shape.m), by: Int(product.shape.k))
    arena.check(output, is: Int(product.shape.m), by: Int(product.shape.n))
    if let bias { arena.check(bias, is: 1, by: Int(product.shape.n)) }
    precondition((bias != nil) == product.shape.has_bias, "\(slot.name): bias")
    unsafe arena.withFloats { base in
      let bias = unsafe bias.map { unsafe UnsafePointer(base + $0.offset) }
      unsafe product.run(base + input.offset, nil, bias: bias, into: base + output.offset)
    }
  }

  /// Multiplies the rows of another slot into a block of the arena.
  package func run(
    _ input: Slot, of parameters: Parameters, into output: Block, bias: Block,
    in arena: inout Arena
  ) {
    precondition(
      input.rows == Int(product.shape.m) && input.columns == Int(product.shape.k)
        && product.shape.has_bias, "\(input.name) times \(slot.name)")
    arena.check(output, is: Int(product.shape.m), by: Int(product.shape.n))
    arena.check(bias, is: 1, by: Int(product.shape.n))
    unsafe arena.withFloats { base in
      unsafe parameters.values.withUnsafeBufferPointer { values in
        guard let start = values.baseAddress else { return }
        unsafe product.run(
          start + input.offset, nil, bias: base + bias.offset, into: base + output.offset)
      }
    }
  }

  /// Multiplies a block of the arena into a slot of the gradient.
  package func run(_ input: Block, of arena: Arena, into output: Slot, of gradient: inout Gradient)
  {
    arena.check(input, is: Int(product.shape.m), by: Int(product.shape.k))
    precondition(
      output.rows == Int(product.shape.m) && output.columns == Int(product.shape.n),
      "\(slot.name) into \(output.name)")
    unsafe arena.withFloatsToRead { base in
      unsafe gradient.values.withUnsafeMutableBufferPointer { values in
        guard let start = values.baseAddress else { return }
        unsafe product.run(base + input.offset, nil, bias: nil, into: start + output.offset)
      }
    }
  }
}

/// The gradient of a weight matrix W `[N, K]`: gᵀ · x, for g `[rows, N]` and x `[rows, K]`.
package final class GradientProduct {
  private let slot: Slot
  private let product: Product

  package init(_ slot: Slot, rows: Int, accumulates: Bool = false) {
    self.slot = slot
    product = Product(
      charlm_product_shape(
        m: Int64(slot.rows), n: Int64(slot.columns), k: Int64(rows), a_transposed: true,
        b_transposed: false, b_packed: false, accumulates: accumulates, has_bias: false))
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

/// What multiplies one step's rows by a weight matrix: a packed product for many lanes, or the
/// weights themselves for one.
package enum StepProduct {
  /// Any number of rows.
  case packed(WeightProduct)
  /// One row, forward.
  case vector(Slot, Parameters, accumulates: Bool)

  @inline(__always)
  package func run(_ input: Block, into output: Block, in arena: inout Arena) {
    switch self {
    case .packed(let product): product.run(input, into: output, in: &arena)
    case .vector(let slot, let parameters, let accumulates):
      arena.multiply(slot, of: parameters, input, into: output, accumulates: accumulates)
    }
  }
}

extension Arena {
  /// output `[1, N]` = W `[N, K]` · input `[1, K]` (+ output) (+ bias `[N]`).
  package mutating func multiply(
    _ slot: Slot, of parameters: Parameters, _ input: Block, into output: Block,
    bias: Slot? = nil, accumulates: Bool = false
  ) {
    check(input, is: 1, by: slot.columns)
    check(output, is: 1, by: slot.rows)
    if let bias { precondition(bias.count == slot.rows, "\(bias.name) for \(slot.name)") }
    unsafe withFloats { base in
      unsafe parameters.values.withUnsafeBufferPointer { values in
        guard let start = values.baseAddress else { return }
        unsafe charlm_matvec(
          start + slot.offset, base + input.offset, bias.map { unsafe start + $0.offset },
          base + output.offset, Int64(slot.rows), Int64(slot.columns), accumulates)
      }
    }
  }
}
