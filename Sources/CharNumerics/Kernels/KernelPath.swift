internal import CKernels

/// The kind of processor that kernels were compiled for.
///
/// Each thread takes the fastest that its processor has; the environment's `CHARLM_KERNELS` may name a
/// more general one.
package struct KernelPath: Sendable, CustomStringConvertible {
  private let number: Int32

  /// Its name: `portable`, `avx2`, `avx512`, `avx512vnni`.
  package let description: String

  private init(_ number: Int32) {
    self.number = number
    description = unsafe String(cString: charlm_path_name(number))
  }

  /// The one that kernels of the calling thread take.
  package static var current: KernelPath { KernelPath(charlm_path()) }

  /// All that this processor has.
  package static var supported: [KernelPath] {
    defer { _ = charlm_use_path(-1) }
    return (0..<charlm_path_count()).filter { charlm_use_path($0) }.map { KernelPath($0) }
  }

  /// Calls `body` with the kernels of the calling thread on this path.
  package func use<Result>(_ body: () throws -> Result) rethrows -> Result {
    precondition(charlm_use_path(number), "this processor lacks \(description)")
    defer { _ = charlm_use_path(-1) }
    return try body()
  }
}
