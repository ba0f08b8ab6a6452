public import Foundation

/// A problem of an ARPA file, or of a model that cannot be written as one.
public struct ARPAError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line, from 1; nil if the problem is not in a line.
  public let line: Int?
  /// The column in Unicode scalars, from 1, which is that of a whole line; nil if the problem is not in a line.
  public let column: Int?
  /// The problem, with what was expected and what was found.
  public let problem: String

  init(_ problem: String) {
    (line, column) = (nil, nil)
    self.problem = problem
  }

  init(_ problem: String, line: Int, column: Int = 1) {
    self.line = line
    self.column = column
    self.problem = problem
  }

  /// The place in a file: `model.arpa:14:7`.
  ///
  /// - Parameter path: the path of the file.
  /// - Returns: the path with the line and the column, if they are known.
  public func path(_ path: String) -> String {
    ([path] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
  }

  /// The place and the problem in one line.
  public var description: String {
    guard let line else { return problem }
    return "line \(line)\(column.map { ", column \($0)" } ?? ""): \(problem)"
  }
}

extension ARPAError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
