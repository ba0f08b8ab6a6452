internal import Hummingbird

/// The result of work for a response.
struct Watched<Value: Sendable>: Sendable {
  var value: Value
  /// True if the connection was watched, and so ends with the response.
  var endsConnection: Bool
}

extension ServerContext {
  /// The time after which a connection is watched, since its client may leave before the end.
  private static let patience = Duration.milliseconds(200)

  /// Performs work for a client; if the client leaves, its task is cancelled.
  ///
  /// To watch a connection takes its reading side, and it cannot be used for another request. Short work is done
  /// without.
  ///
  /// - Parameters:
  ///   - request: the request, whose body was read.
  ///   - work: the work.
  /// - Returns: its result.
  /// - Throws: its error, or `CancellationError`.
  func whileConnected<Value: Sendable>(
    _ request: Request, _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Watched<Value> {
    guard hasConnection else {
      return Watched(value: try await work(), endsConnection: false)
    }
    let (race, runner) = AsyncStream<Bool>.makeStream()
    let task = Task {
      defer { runner.yield(true) }
      return try await work()
    }
    let timer = Task {
      try await Task.sleep(for: Self.patience)
      runner.yield(false)
    }
    defer { timer.cancel() }
    return try await withTaskCancellationHandler {
      var results = race.makeAsyncIterator()
      if await results.next() ?? true {
        return Watched(value: try await task.value, endsConnection: false)
      }
      let value = try await request.body.consumeWithInboundCloseHandler { _ in
        try await task.value
      } onInboundClosed: {
        task.cancel()
      }
      return Watched(value: value, endsConnection: true)
    } onCancel: {
      task.cancel()
    }
  }
}
