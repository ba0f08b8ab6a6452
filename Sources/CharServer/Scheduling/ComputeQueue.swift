internal import Dispatch
internal import Foundation
internal import Synchronization

/// Threads for work that would keep tasks of other requests waiting: reading prompts, compiling constraints, scoring.
final class ComputeQueue: Sendable {
  /// Tells work that nobody waits for it any more.
  final class Cancellation: Sendable {
    private let flag = Atomic(false)

    /// True if nobody waits.
    var isCancelled: Bool { flag.load(ordering: .relaxed) }

    fileprivate func cancel() { flag.store(true, ordering: .relaxed) }

    /// Ends work that nobody waits for.
    ///
    /// - Throws: `CancellationError`.
    func check() throws {
      if isCancelled { throw CancellationError() }
    }
  }

  private struct State {
    var work: [@Sendable () -> Void] = []
    var isOver = false
  }

  /// State that the threads share; they end when the queue does.
  private final class Core: Sendable {
    let state = Mutex(State())
    let alarm = DispatchSemaphore(value: 0)

    func run() {
      while true {
        alarm.wait()
        let (work, isOver) = state.withLock { state in
          (state.work.isEmpty ? nil : state.work.removeFirst(), state.isOver)
        }
        if let work { work() } else if isOver { return }
      }
    }
  }

  private let core = Core()
  private let threads, limit: Int

  /// Starts threads.
  ///
  /// - Parameters:
  ///   - threads: their number.
  ///   - limit: the largest amount of work that waits.
  init(threads: Int, limit: Int) {
    (self.threads, self.limit) = (threads, limit)
    for number in 1...threads {
      let core = core
      let thread = Thread { core.run() }
      thread.name = "compute \(number)"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  deinit {
    core.state.withLock { $0.isOver = true }
    for _ in 0..<threads { core.alarm.signal() }
  }

  /// Performs work on one of the threads.
  ///
  /// - Parameter body: the work.
  /// - Returns: its result.
  /// - Throws: its error, ``APIError/busy``, or `CancellationError` if it was cancelled before it began.
  func run<Result: Sendable>(
    _ body: @escaping @Sendable (Cancellation) throws -> Result
  ) async throws -> Result {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation {
        (continuation: CheckedContinuation<Result, any Error>) in
        let isAccepted = core.state.withLock { state in
          guard state.work.count < limit else { return false }
          state.work.append {
            continuation.resume(
              with: Swift.Result {
                try cancellation.check()
                return try body(cancellation)
              })
          }
          return true
        }
        if isAccepted { core.alarm.signal() } else { continuation.resume(throwing: APIError.busy) }
      }
    } onCancel: {
      cancellation.cancel()
    }
  }
}
