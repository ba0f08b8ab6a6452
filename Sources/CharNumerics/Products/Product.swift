internal import CKernels

/// A matrix product of fixed shape, with own kernels or oneDNN. It belongs to the thread that
/// created it.
@safe final class Product {
  let shape: charlm_product_shape
  private let handle: OpaquePointer

  /// Creates a product; traps on failure, which is a programming error or a broken installation.
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
