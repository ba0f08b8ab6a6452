public import Foundation

/// A line of a table of readings that cannot be used.
public struct ReadingTableError: Error, Equatable, Sendable {
  /// The reason.
  public let problem: String
  /// The line, from 1.
  public let line: Int
  /// The column in characters, from 1.
  public let column: Int
}

extension ReadingTableError: CustomStringConvertible, LocalizedError {
  /// The place and the reason.
  public var description: String { "\(line):\(column): \(problem)" }
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
