internal import CKernels
internal import Foundation

/// Processes, or in tests threads, that train one model together. Each is a rank, from 0 to
/// `size` − 1.
///
/// Messages from one rank to another arrive in the order in which they were sent. A communicator is
/// used by one thread at a time.
package protocol Communicator: Sendable {
  /// The number of this rank.
  var rank: Int { get }
  /// The number of ranks.
  var size: Int { get }
  /// The number of ranks on this host.
  var neighbors: Int { get }
  /// The name of the host of this rank.
  var host: String { get }

  /// Starts to send bytes, which must stay in place until the transfer is done.
  @unsafe func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) -> Transfer

  /// Starts to receive as many bytes as were sent, which must stay in place until the transfer is
  /// done.
  @unsafe func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) -> Transfer

  /// Returns true if a transfer is done; then it must not be asked for again.
  func isDone(_ transfer: Transfer) -> Bool
}

/// The number of a message on its way.
package struct Transfer: Sendable {
  package var number: Int

  package init(_ number: Int) { self.number = number }
}

/// The communicator of a process that trains alone.
package struct OneProcess: Communicator {
  package init() {}

  package var rank: Int { 0 }
  package var size: Int { 1 }
  package var neighbors: Int { 1 }
  package var host: String { "this host" }

  package func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) -> Transfer {
    preconditionFailure("a message to rank \(rank) of one")
  }

  package func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) -> Transfer {
    preconditionFailure("a message from rank \(rank) of one")
  }

  package func isDone(_ transfer: Transfer) -> Bool { true }
}

extension Communicator {
  /// Waits until transfers are done.
  func wait(for transfers: [Transfer]) {
    var patience = Patience()
    for transfer in transfers {
      while !isDone(transfer) { patience.wait() }
      patience = Patience()
    }
  }

  /// The items of a list that belong to this rank: neighbors in the list, as many as for any other
  /// rank, or one less or more.
  package func share(of count: Int) -> Range<Int> {
    rank * count / size..<(rank + 1) * count / size
  }
}

/// Waits longer the longer nothing happens: a rank that has nothing to do leaves the processor to
/// others.
struct Patience {
  private var looks = 0

  mutating func wait() {
    looks += 1
    switch looks {
    case ..<200: charlm_pause()
    case ..<2000: sched_yield()
    default: usleep(looks < 20_000 ? 50 : 1000)
    }
  }
}
