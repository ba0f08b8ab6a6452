internal import Foundation
internal import Synchronization

/// A rank that is a thread of this process, for tests.
package struct ThreadRank: Communicator {
  package let rank: Int
  package let size: Int
  private let post: PostOffice

  package var neighbors: Int { size }
  package var host: String { "thread \(rank)" }

  /// Calls `body` for each of some ranks, on threads of their own.
  ///
  /// - Returns: The results by rank.
  package static func run<Result: Sendable>(
    _ size: Int, _ body: @escaping @Sendable (ThreadRank) -> Result
  ) -> [Result] {
    let post = PostOffice()
    let results = Mutex([Result?](repeating: nil, count: size))
    let group = DispatchGroup()
    for rank in 0..<size {
      group.enter()
      let thread = Thread {
        let result = body(ThreadRank(rank: rank, size: size, post: post))
        results.withLock { $0[rank] = result }
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
    return results.withLock { $0.compactMap { $0 } }
  }

  package func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) -> Transfer {
    unsafe post.send([UInt8](bytes), from: self.rank, to: rank)
  }

  package func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) -> Transfer {
    unsafe post.receive(bytes, from: rank, to: self.rank)
  }

  package func isDone(_ transfer: Transfer) -> Bool { post.isDone(transfer) }
}

/// The messages of all threads.
@safe private final class PostOffice: @unchecked Sendable {
  // The lock protects all properties; a place in memory is written only by the thread that asks
  // for the message, in `isDone`.
  private let lock = NSLock()
  private var sent: [Path: [[UInt8]]] = [:]
  private var expected: [Path: [Int]] = [:]
  private var places: [Int: (path: Path, bytes: UnsafeMutableRawBufferPointer)] = unsafe [:]
  private var count = 0

  private struct Path: Hashable {
    var from, to: Int
  }

  func send(_ bytes: [UInt8], from: Int, to: Int) -> Transfer {
    lock.withLock {
      sent[Path(from: from, to: to), default: []].append(bytes)
      count += 1
      return Transfer(count)
    }
  }

  func receive(_ bytes: UnsafeMutableRawBufferPointer, from: Int, to: Int) -> Transfer {
    lock.withLock {
      count += 1
      let path = Path(from: from, to: to)
      expected[path, default: []].append(count)
      unsafe places[count] = (path, bytes)
      return Transfer(count)
    }
  }

  func isDone(_ transfer: Transfer) -> Bool {
    lock.withLock {
      guard let place = unsafe places[transfer.number] else { return true }
      let path = unsafe place.path
      // Messages arrive in order, whichever is asked for first.
      while let first = expected[path]?.first, let message = sent[path]?.first {
        expected[path]?.removeFirst()
        sent[path]?.removeFirst()
        guard let target = unsafe places.removeValue(forKey: first) else { continue }
        precondition(unsafe target.bytes.count == message.count, "a message of another length")
        unsafe target.bytes.copyBytes(from: message)
      }
      return unsafe places[transfer.number] == nil
    }
  }
}
