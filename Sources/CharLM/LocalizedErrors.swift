public import Foundation

extension PredictionError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}

extension SamplingError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}

extension ReceiptError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}

extension CopyIndexError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}

extension ModelTypeError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
