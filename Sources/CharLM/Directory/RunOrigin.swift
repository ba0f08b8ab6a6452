internal import CharIO
internal import CharNumerics
internal import Foundation

/// The date, the version of the program and the machine of a computation.
public struct RunOrigin: Codable, Sendable, Equatable {
  /// The version of charlm.
  public var version: String
  /// The date and time, as ISO 8601 in UTC.
  public var date: String
  /// The name of the processor.
  public var processor: String
  /// The instruction set of the kernels in use: `portable`, `avx2`, `avx512`, `avx512vnni`.
  public var kernels: String
  /// The maximum number of threads.
  public var threads: Int

  /// The version of this program.
  public static let version = "0.1.0"

  /// Makes a record of this program, this machine and the current time.
  ///
  /// - Parameter threads: the maximum number of threads.
  public init(threads: Int) {
    version = Self.version
    date = Date().formatted(.iso8601)
    processor = processorName
    kernels = KernelPath.current.description
    self.threads = threads
  }
}
