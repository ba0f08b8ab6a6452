public import Foundation

/// An error in reading or writing a file.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path of the file.
  public let path: String
  /// The problem, and the remedy if there is one.
  public let problem: String

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - problem: The problem.
  public init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  /// The path and the problem in one line.
  public var description: String { "\(path): \(problem)" }
}

extension FileError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
