import CharIO
import Foundation
import Synchronization

/// Ctrl-C, TERM and HUP: the first is a wish, the second an order.
///
/// HUP, which says that the terminal is gone, stays a wish, since shell and system both send it; and it is
/// left alone where it is ignored, as under `nohup`.
enum Interrupt {
  private static let count = Atomic<Int>(0)

  /// Starts to listen.
  static func listen() {
    // It is made here, not by the first signal: a handler may not wait for another thread.
    _ = count.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if Interrupt.count.add(1, ordering: .sequentiallyConsistent).newValue > 1 { _exit(130) }
      }
    }
    Signals.unblock([SIGINT, SIGTERM, SIGHUP])
    guard !Signals.isIgnored(SIGHUP) else { return }
    signal(SIGHUP) { _ in
      _ = Interrupt.count.compareExchange(
        expected: 0, desired: 1, ordering: .sequentiallyConsistent)
    }
  }

  /// Whether one came.
  static var isRequested: Bool { count.load(ordering: .sequentiallyConsistent) > 0 }
}
