public import Foundation

extension CatalogueError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}

extension CleaningError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
