internal import CharIO
internal import CharNumerics
internal import Foundation

/// When, by which version of the program and on which machine something was computed.
public struct RunOrigin: Codable, Sendable, Equatable {
  /// The version of charlm.
  public var version: String
  /// The date and time, as ISO 8601 in UTC.
  public var date: String
  /// The name of the processor.
  public var processor: String
  /// The processor's kind that the kernels were compiled for: `portable`, `avx2`, `avx512`,
  /// `avx512vnni`.
  public var kernels: String
  /// Threads at most.
  public var threads: Int

  /// The version of this program.
  public static let version = "0.1.0"

  /// Here and now.
  ///
  /// - Parameter threads: threads at most.
  public init(threads: Int) {
    version = Self.version
    date = Date().formatted(.iso8601)
    processor = processorName
    kernels = KernelPath.current.description
    self.threads = threads
  }
}
