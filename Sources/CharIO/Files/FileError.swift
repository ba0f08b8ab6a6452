public import Foundation

/// A file that cannot be read or written.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What is wrong with it, and what to do if that can be said.
  public let problem: String

  /// An error.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - problem: what is wrong with it.
  public init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  /// Both in one line.
  public var description: String { "\(path): \(problem)" }
}

extension FileError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
