internal import Foundation
internal import Synchronization

/// Ctrl-C, TERM and HUP: the first signal requests a stop, the second forces it.
///
/// HUP, sent when the terminal is closed, only ever requests a stop, since both shell and system
/// send it; if ignored, as under `nohup`, it stays ignored.
package enum Interrupt {
  private static let count = Atomic<Int>(0)

  /// Installs the signal handlers.
  ///
  /// - Parameter forwarded: true if a launcher starts this process, which forwards USR1: it then
  ///   requests a stop like HUP.
  package static func listen(forwarded: Bool = false) {
    // Initialize the counter here: a signal handler must not wait for another thread.
    _ = count.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if Interrupt.count.add(1, ordering: .sequentiallyConsistent).newValue > 1 { _exit(130) }
      }
    }
    Signals.unblock([SIGINT, SIGTERM, SIGHUP])
    for number in forwarded ? [SIGHUP, SIGUSR1] : [SIGHUP] where !Signals.isIgnored(number) {
      signal(number) { _ in
        _ = Interrupt.count.compareExchange(
          expected: 0, desired: 1, ordering: .sequentiallyConsistent)
      }
    }
  }

  /// Ignores all signals that request a stop: rank 0 hears them too, and ends the other ranks.
  package static func ignore() {
    for number in [SIGINT, SIGTERM, SIGHUP, SIGUSR1] { signal(number, SIG_IGN) }
  }

  /// True if a signal has arrived.
  package static var isRequested: Bool { count.load(ordering: .sequentiallyConsistent) > 0 }
}
