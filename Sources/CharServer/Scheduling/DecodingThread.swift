internal import CharLM
internal import Dispatch
internal import Foundation
internal import Synchronization

/// The thread on which the texts of a model are generated. It ends when nobody holds it any more.
final class DecodingThread: Sendable {
  /// Messages from other threads.
  private final class Inbox: Sendable {
    struct State: Sendable {
      var arrivals: [(TextJob, TextFlow)] = []
      /// Requests that wait for a place, at the last look.
      var waiting = 0
      /// Places that are free, at the last look.
      var free: Int
      /// The error by which all requests end, and new ones are refused.
      var refusal: APIError?
      /// True if requests that are here end too.
      var isEnded = false
      var isOver = false
      /// True if a flow was read or cancelled.
      var hasNews = false
    }

    let state: Mutex<State>
    let alarm = DispatchSemaphore(value: 0)

    init(lanes: Int) { state = Mutex(State(free: lanes)) }

    func change(_ body: (inout State) -> Void) {
      state.withLock { body(&$0) }
      alarm.signal()
    }
  }

  private let inbox: Inbox
  private let queue: Int

  /// Starts a thread.
  ///
  /// - Parameters:
  ///   - name: its name, for debuggers.
  ///   - limits: the limits of the server.
  ///   - threads: the maximum number of threads that share the texts; nil = one for each processor.
  ///   - metrics: what is counted.
  init(name: String, _ limits: ServerLimits, threads: Int?, _ metrics: TextMetrics) {
    queue = limits.queue
    let inbox = Inbox(lanes: limits.lanes)
    self.inbox = inbox
    let thread = Thread {
      var work = DecodingWork(limits, threads: threads, metrics)
      while Self.take(inbox, &work) { work.step() }
    }
    thread.name = name
    thread.stackSize = 8 << 20
    thread.start()
  }

  deinit { inbox.change { $0.isOver = true } }

  /// Generates the texts of a request.
  ///
  /// - Parameters:
  ///   - job: the texts.
  ///   - isStreamed: whether updates are handed over as they come.
  /// - Returns: the texts as they come; they end when nobody holds the reader any more.
  /// - Throws: ``APIError`` if too many requests wait.
  func submit(_ job: TextJob, isStreamed: Bool) throws(APIError) -> TextReader {
    let inbox = inbox
    let flow = TextFlow(texts: job.texts, isStreamed: isStreamed) {
      inbox.change { $0.hasNews = true }
    }
    let refusal: APIError? = inbox.state.withLock { state in
      if let refusal = state.refusal { return refusal }
      // Requests that get a place at once do not count as waiting.
      guard state.waiting + max(0, state.arrivals.count - state.free) < queue else { return .busy }
      state.arrivals.append((job, flow))
      return nil
    }
    if let refusal { throw refusal }
    inbox.alarm.signal()
    return TextReader(flow)
  }

  /// Refuses new requests.
  func refuse() { inbox.change { $0.refusal = .shuttingDown } }

  /// Ends all requests.
  func endAll() {
    inbox.change {
      $0.refusal = .shuttingDown
      $0.isEnded = true
    }
  }

  /// Takes what has come and lets texts join; waits if there is nothing else to do.
  ///
  /// - Returns: whether the thread goes on.
  private static func take(_ inbox: Inbox, _ work: inout DecodingWork) -> Bool {
    if !work.hasWork { wait(inbox, work) }
    let state = inbox.state.withLock { state in
      let copy = state
      (state.arrivals, state.hasNews) = ([], false)
      return copy
    }
    for (job, flow) in state.arrivals { work.add(job, flow) }
    if state.hasNews { work.lookAtFlows() }
    if let refusal = state.refusal, state.isEnded { work.endAll(refusal) }
    work.admit()
    let (waiting, free) = (work.waitingCount, work.freeCount)
    inbox.state.withLock { ($0.waiting, $0.free) = (waiting, free) }
    return !state.isOver || !work.isEmpty
  }

  private static func wait(_ inbox: Inbox, _ work: DecodingWork) {
    work.updateMetrics()
    guard let deadline = work.deadline else { return inbox.alarm.wait() }
    let seconds = max(0, ContinuousClock.now.duration(to: deadline) / .seconds(1))
    _ = inbox.alarm.wait(timeout: .now() + seconds)
  }
}
