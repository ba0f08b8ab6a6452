/// A constraint that cannot be used.
public struct ConstraintError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A place in a constraint.
  public enum Place: Equatable, Sendable {
    /// A line and a column, from 1.
    case position(line: Int, column: Int)
    /// A path in a JSON Schema, such as `#/properties/name`.
    case path(String)
  }

  /// The reason.
  public let problem: String
  /// Where; nil if it is no single place.
  public let place: Place?

  /// Makes an error.
  ///
  /// - Parameters:
  ///   - problem: the reason.
  ///   - place: where.
  public init(_ problem: String, at place: Place? = nil) {
    self.problem = problem
    self.place = place
  }

  /// The place and the reason.
  public var description: String {
    switch place {
    case .position(let line, let column)?: "\(line):\(column): \(problem)"
    case .path(let path)?: "\(path): \(problem)"
    case nil: problem
    }
  }
}
