public import Foundation

extension FileError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
