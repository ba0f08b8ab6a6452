import Foundation
import Synchronization

/// Ctrl-C and TERM: the first is a wish, the second an order.
enum Interrupt {
  private static let count = Atomic<Int>(0)

  /// Starts to listen.
  static func listen() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if Interrupt.count.add(1, ordering: .sequentiallyConsistent).newValue > 1 { _exit(130) }
      }
    }
  }

  /// Whether one came.
  static var isRequested: Bool { count.load(ordering: .sequentiallyConsistent) > 0 }
}
