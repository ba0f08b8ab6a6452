internal import Foundation

extension Error {
  /// What the system says was wrong, where Foundation wraps it in words of its own.
  package var systemReason: String {
    let error = self as NSError
    let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    return cause?.localizedFailureReason ?? error.localizedFailureReason
      ?? error.localizedDescription
  }
}
