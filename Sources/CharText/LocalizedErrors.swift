public import Foundation

extension CorpusError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}

extension LabelledFileError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}

extension TokenizerError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
