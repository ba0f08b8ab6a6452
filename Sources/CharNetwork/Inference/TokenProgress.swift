internal import Synchronization

/// Progress of reading tokens, for a process that waits for a long text.
public enum TokenProgress {
  /// Receives, from any thread, the number of tokens that were read since the last call.
  public typealias Observer = @Sendable (_ tokens: Int) -> Void

  private static let current = Mutex<Observer?>(nil)

  /// Calls `body` while an observer receives what all threads of this process read.
  ///
  /// - Parameters:
  ///   - observer: takes the place of another one meanwhile.
  ///   - body: the work.
  /// - Returns: the result of `body`.
  public static func observe<Result>(
    with observer: @escaping Observer, _ body: () throws -> Result
  ) rethrows -> Result {
    let former = replace(observer)
    defer { _ = replace(former) }
    return try body()
  }

  private static func replace(_ observer: Observer?) -> Observer? {
    current.withLock { current in
      let former = current
      current = observer
      return former
    }
  }

  /// Reports tokens that were read.
  ///
  /// - Parameter tokens: their number.
  package static func add(_ tokens: Int) { current.withLock { $0 }?(tokens) }
}
