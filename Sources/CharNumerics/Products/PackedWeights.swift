internal import CKernels

/// Weight matrices packed for fast products: packed after each update, then read by any number of
/// workspaces and streams at once.
package final class PackedWeights: Sendable {
  /// The precision of products.
  package let precision: Precision
  /// The implementation of the products that read them.
  package let backend: ProductBackend
  private let matrices: [Key: PackedMatrix]
  private let order: [Key]

  private struct Key: Hashable {
    let slot: Slot
    let direction: WeightProduct.Direction
  }

  /// Allocates memory; nothing is packed yet. With oneDNN each product packs for itself, and this
  /// stays empty.
  package init(
    _ slots: [Slot], precision: Precision, trains: Bool, backend: ProductBackend? = nil
  ) {
    self.precision = precision
    let directions: [WeightProduct.Direction] = trains ? [.forward, .backward] : [.forward]
    self.backend = trains ? backend ?? .fastest(precision) : .own
    order =
      self.backend == .oneDNN
      ? [] : slots.flatMap { slot in directions.map { Key(slot: slot, direction: $0) } }
    matrices = Dictionary(
      uniqueKeysWithValues: order.map { key in
        (key, PackedMatrix(key.slot, key.direction, precision))
      })
  }

  /// Packs the current weights: all of them, or a thread's part. Nobody may be reading.
  package func pack(_ parameters: Parameters, part: Int = 0, of parts: Int = 1) {
    for index in stride(from: part, to: order.count, by: parts) {
      matrices[order[index]]?.pack(parameters)
    }
  }

  func matrix(_ slot: Slot, _ direction: WeightProduct.Direction) -> PackedMatrix? {
    matrices[Key(slot: slot, direction: direction)]
  }

  /// The size of the packed weights in bytes.
  package var bytes: Int { matrices.values.reduce(0) { $0 + $1.bytes } }
}

/// One packed matrix.
///
/// Packing writes and products read; the caller of `pack` ensures that nobody reads meanwhile.
@safe final class PackedMatrix: @unchecked Sendable {
  let slot: Slot
  let direction: WeightProduct.Direction
  private let handle: OpaquePointer

  init(_ slot: Slot, _ direction: WeightProduct.Direction, _ precision: Precision) {
    let forward = direction == .forward
    let (n, k) = forward ? (slot.rows, slot.columns) : (slot.columns, slot.rows)
    precondition(
      k <= precision.depthLimit ?? k, "\(precision) products of \(slot.name), \(k) terms a sum")
    guard let handle = unsafe charlm_weights_create(Int64(n), Int64(k), precision.format) else {
      fatalError("no memory for the weights \(slot.name) [\(slot.rows), \(slot.columns)]")
    }
    self.slot = slot
    self.direction = direction
    unsafe self.handle = handle
  }

  deinit { unsafe charlm_weights_destroy(handle) }

  /// The sizes of input and output rows.
  var inputSize: Int { direction == .forward ? slot.columns : slot.rows }
  var outputSize: Int { direction == .forward ? slot.rows : slot.columns }
  var bytes: Int { unsafe Int(charlm_weights_bytes(handle)) }
  /// The number of scratch floats that a run needs.
  func scratchCount(rows: Int) -> Int { unsafe Int(charlm_weights_scratch(handle, Int64(rows))) }

  func pack(_ parameters: Parameters) {
    unsafe parameters.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      unsafe charlm_weights_pack(handle, base + slot.offset, direction == .forward)
    }
  }

  @inline(__always)
  func run(
    rows: Int, _ a: UnsafePointer<Float>, bias: UnsafePointer<Float>?, accumulates: Bool,
    scratch: UnsafeMutablePointer<Float>, into c: UnsafeMutablePointer<Float>
  ) {
    unsafe charlm_weights_run(handle, Int64(rows), a, c, bias, accumulates, scratch)
  }
}
