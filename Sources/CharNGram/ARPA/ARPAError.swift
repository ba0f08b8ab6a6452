public import Foundation

/// A problem of an ARPA file, or of a model that cannot be written as one.
public struct ARPAError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line, from 1; nil if the problem is not in a line.
  public let line: Int?
  /// The problem, with what was expected and what was found.
  public let problem: String

  init(_ problem: String, line: Int? = nil) {
    self.line = line
    self.problem = problem
  }

  /// Both in one line.
  public var description: String { line.map { "line \($0): \(problem)" } ?? problem }
}

extension ARPAError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
