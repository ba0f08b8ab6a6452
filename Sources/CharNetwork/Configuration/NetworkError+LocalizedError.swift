public import Foundation

extension NetworkError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
