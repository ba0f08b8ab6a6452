public import Foundation

/// An error in a formula, with its column.
public struct FormulaError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The whole formula.
  public let formula: String
  /// The column of the problem, from 1.
  public let column: Int
  /// The problem.
  public var problem: String
  /// The variable that has no value, if that is the problem.
  public var missing: String?

  /// The problem, and below it the formula, or the part of a long one around it, with a mark.
  public var description: String {
    let characters = Array(formula)
    let start = column > 60 ? column - 60 : 0
    let end = min(characters.count, column + 20)
    let part =
      (start > 0 ? "…" : "") + characters[start..<end].map { $0.isWhitespace ? " " : $0 }
      + (end < characters.count ? "…" : "")
    let mark = String(repeating: " ", count: column - 1 - start + (start > 0 ? 1 : 0)) + "^"
    return "formula, column \(column): \(problem)\n  \(part)\n  \(mark)"
  }
}

extension FormulaError: LocalizedError {
  /// The description, used by `localizedDescription`.
  public var errorDescription: String? { description }
}
