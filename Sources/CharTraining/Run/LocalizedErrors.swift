public import Foundation

extension TrainingError: LocalizedError {
  /// The description, used by `localizedDescription`.
  public var errorDescription: String? { description }
}
