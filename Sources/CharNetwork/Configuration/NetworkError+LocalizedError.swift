public import Foundation

extension NetworkError: LocalizedError {
  /// The description, used by `localizedDescription`.
  public var errorDescription: String? { description }
}
