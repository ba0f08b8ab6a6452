internal import CKernels

/// Calls `body` with the calling thread prepared for kernels: products stay on this thread, and
/// numbers too small to be normal count as zero. What was in force before is put back.
package func withSerialKernels<Result>(_ body: () throws -> Result) rethrows -> Result {
  let state = charlm_enter()
  defer { charlm_leave(state) }
  return try body()
}
