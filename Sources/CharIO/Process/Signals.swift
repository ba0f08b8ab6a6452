internal import Foundation

/// Signals of this process.
package enum Signals {
  /// Returns whether the process was started with a signal ignored.
  ///
  /// - Parameter number: The signal.
  /// - Returns: Whether the signal is ignored.
  package static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    #if canImport(Darwin)
      let handler = unsafe action.__sigaction_u.__sa_handler
    #else
      let handler = unsafe action.__sigaction_handler.sa_handler
    #endif
    return unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Unblocks signals in the calling thread, whose creator may have blocked them: processes that
  /// Swift starts from a Dispatch thread have nearly all signals blocked.
  ///
  /// - Parameter numbers: The signals.
  package static func unblock(_ numbers: [Int32]) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}
