public import Foundation

extension TrainingError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
