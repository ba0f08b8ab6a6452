internal import Foundation

extension Error {
  /// The system's reason for the error, without Foundation's wording.
  package var systemReason: String {
    let error = self as NSError
    let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    return cause?.localizedFailureReason ?? error.localizedFailureReason
      ?? error.localizedDescription
  }
}
