public import Foundation

extension ConstraintError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
