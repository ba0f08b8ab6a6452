internal import CharLM
internal import Synchronization

/// Hands texts from the thread that generates them to the connection that sends them.
///
/// One task reads. If it is slow, ``isFull`` tells the thread to let the texts wait.
final class TextFlow: Sendable {
  private struct State {
    var updates: [TextUpdate] = []
    /// About the number of bytes of the updates.
    var size = 0
    /// The number of texts that have not ended.
    var left: Int
    var failure: APIError?
    var isCancelled = false
    var waiting: CheckedContinuation<Void, Never>?
  }

  /// About the number of bytes that may wait to be read.
  private static let capacity = 1 << 12
  /// Bytes of an update without its text, and of an alternative of a token.
  private static let updateSize = MemoryLayout<TextUpdate>.stride
  private static let alternativeSize = MemoryLayout<TokenPrediction.Alternative>.stride

  /// True if updates are handed over as they come; else all together at the end.
  let isStreamed: Bool
  private let state: Mutex<State>
  /// Told when there is room again, and when nobody reads any more.
  private let onRead: @Sendable () -> Void

  /// Makes a flow.
  ///
  /// - Parameters:
  ///   - texts: the number of texts.
  ///   - isStreamed: whether updates are handed over as they come.
  ///   - onRead: called on any thread when a full flow has room again, and when it is cancelled.
  init(texts: Int, isStreamed: Bool, onRead: @escaping @Sendable () -> Void) {
    state = Mutex(State(left: texts))
    (self.isStreamed, self.onRead) = (isStreamed, onRead)
  }

  // MARK: Of the thread that generates

  /// True if texts should wait, since what there is has not been read.
  var isFull: Bool {
    isStreamed && state.withLock { $0.size > Self.capacity }
  }

  /// True if nobody reads any more.
  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Hands over updates.
  func put(_ updates: [TextUpdate]) {
    let waiting = state.withLock { state in
      for update in updates {
        switch update.event {
        case .piece(let text): state.size += text.utf8.count
        case .token(let token): state.size += Self.alternativeSize * token.alternatives.count
        case .finished: state.left -= 1
        }
        if !state.updates.append(joining: update) { state.size += Self.updateSize }
      }
      return isStreamed || state.left == 0 ? state.waiting.take() : nil
    }
    waiting?.resume()
  }

  /// Ends all texts by an error.
  func fail(_ error: APIError) {
    let waiting = state.withLock { state in
      state.failure = error
      return state.waiting.take()
    }
    waiting?.resume()
  }

  // MARK: Of the connection

  /// Waits for updates.
  ///
  /// - Returns: the updates, in order for each text; nil after the end of the last text.
  /// - Throws: ``APIError`` that ended the texts, or `CancellationError`.
  func next() async throws -> [TextUpdate]? {
    while true {
      let result: Result<[TextUpdate]?, any Error>?
      let wasFull: Bool
      (result, wasFull) = state.withLock { state in
        if state.isCancelled { return (.failure(CancellationError()), false) }
        if !state.updates.isEmpty, isStreamed || state.left == 0 {
          defer { (state.updates, state.size) = ([], 0) }
          return (.success(state.updates), isStreamed && state.size > Self.capacity)
        }
        if state.left == 0 { return (.success(nil), false) }
        return (state.failure.map { .failure($0) }, false)
      }
      if wasFull { onRead() }
      if let result { return try result.get() }
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let isReady = state.withLock { state in
            guard !state.isCancelled, state.failure == nil, state.left > 0,
              state.updates.isEmpty || !isStreamed
            else { return true }
            state.waiting = continuation
            return false
          }
          if isReady { continuation.resume() }
        }
      } onCancel: {
        cancel()
      }
    }
  }

  /// Ends the texts, since nobody reads them any more.
  func cancel() {
    let waiting = state.withLock { state in
      state.isCancelled = true
      return state.waiting.take()
    }
    waiting?.resume()
    onRead()
  }
}
