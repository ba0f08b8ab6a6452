internal import CKernels

/// Calls `body` with the calling thread prepared for kernels: products run on this thread, and
/// denormal numbers are flushed to zero. The previous settings are restored afterwards.
package func withSerialKernels<Result>(_ body: () throws -> Result) rethrows -> Result {
  let state = charlm_enter()
  defer { charlm_leave(state) }
  return try body()
}
