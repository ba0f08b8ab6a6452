internal import CharLM
internal import Dispatch
internal import Synchronization

/// Writes continuations beside the thread that reads keys.
final class ContinuationWorker: Sendable {
  /// The continuations, or the reason why there are none.
  enum Outcome {
    case found([String])
    case failed(any Error)
  }

  private struct State {
    /// The number of the last request; earlier ones are cancelled.
    var number = 0
    var isRunning = false
    var outcome: Outcome?
  }

  private let model: any AutoregressiveModel
  private let queue = DispatchQueue(label: "charlm.write")
  private let state = Mutex(State())

  init(_ model: any AutoregressiveModel) { self.model = model }

  /// True while continuations are being written.
  var isRunning: Bool { state.withLock { $0.isRunning } }

  /// Starts to write; an earlier request is cancelled.
  func start(_ request: ContinuationRequest) {
    let number = state.withLock { state in
      state.number += 1
      (state.isRunning, state.outcome) = (true, nil)
      return state.number
    }
    queue.async { [self] in
      guard !isCancelled(number) else { return }
      let outcome: Outcome
      do {
        outcome = .found(try model.continuations(request) { [self] in isCancelled(number) })
      } catch {
        outcome = .failed(error)
      }
      state.withLock { state in
        guard state.number == number else { return }
        (state.isRunning, state.outcome) = (false, outcome)
      }
    }
  }

  /// Drops the request.
  func cancel() {
    state.withLock { state in
      state.number += 1
      (state.isRunning, state.outcome) = (false, nil)
    }
  }

  /// Returns the outcome once, when it is there.
  func take() -> Outcome? {
    state.withLock { state in
      defer { state.outcome = nil }
      return state.outcome
    }
  }

  private func isCancelled(_ number: Int) -> Bool { state.withLock { $0.number != number } }
}
