internal import CKernels

/// A kind of processor that the kernels are compiled for.
///
/// Each thread uses the fastest path that its processor supports; the environment variable
/// `CHARLM_KERNELS` can select a more general one.
package struct KernelPath: Sendable, CustomStringConvertible {
  private let number: Int32

  /// Its name: `portable`; on x86-64 `avx2`, `avx512`, `avx512vnni`; on arm64 `neon`, `neondot`.
  package let description: String

  private init(_ number: Int32) {
    self.number = number
    description = unsafe String(cString: charlm_path_name(number))
  }

  /// The path of the calling thread.
  package static var current: KernelPath { KernelPath(charlm_path()) }

  /// All paths that this processor supports.
  package static var supported: [KernelPath] {
    defer { _ = charlm_use_path(-1) }
    return (0..<charlm_path_count()).filter { charlm_use_path($0) }.map { KernelPath($0) }
  }

  /// Calls `body` while the calling thread uses this path.
  package func use<Result>(_ body: () throws -> Result) rethrows -> Result {
    precondition(charlm_use_path(number), "this processor lacks \(description)")
    defer { _ = charlm_use_path(-1) }
    return try body()
  }
}
