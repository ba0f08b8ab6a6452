internal import CharLM

/// The texts that one thread generates: which requests have a place in a decoder, which wait for one, and what is
/// handed over when.
///
/// Requests take turns: of each that waits, the texts after one prompt join, then it is the next request's turn.
struct DecodingWork {
  /// A request.
  fileprivate final class Request {
    let job: TextJob
    let flow: TextFlow
    /// When its texts end as they are.
    let deadline: ContinuousClock.Instant
    /// The prompts that have joined a decoder.
    var joined = 0
    /// The lanes of texts that go on, and the numbers of the texts.
    var lanes: [LaneID: Int] = [:]
    /// Texts that wait, since the flow is full.
    var suspended: [LaneID] = []
    /// Updates that are not handed over yet.
    var updates: [TextUpdate] = []
    var hasSent = false

    init(_ job: TextJob, _ flow: TextFlow, deadline: ContinuousClock.Instant) {
      (self.job, self.flow, self.deadline) = (job, flow, deadline)
    }
  }

  /// A decoder and the requests of its lanes.
  private struct Batch {
    var decoder: any TextDecoder
    var owners: [LaneID: Int] = [:]
    /// Steps that take about ``DecodingWork/slice``.
    var steps = 1
  }

  /// The time that texts are generated before new requests are looked at.
  private static let slice = Duration.milliseconds(4)
  private static let mostSteps = 16
  /// The least time between two updates of a text.
  private static let pause = Duration.milliseconds(30)
  /// The time for each request that is handed updates: to send one takes time that texts could be generated in.
  private static let share = Duration.microseconds(250)

  private let limits: ServerLimits
  private let threads: Int?
  private let metrics: TextMetrics
  private var requests: [Int: Request] = [:]
  private var nextNumber = 0
  /// The requests with prompts that have not joined, in the order of their turns.
  private var waiting: [Int] = []
  private var batches: [String: Batch] = [:]
  private var lastUpdate = ContinuousClock.now

  init(_ limits: ServerLimits, threads: Int?, _ metrics: TextMetrics) {
    (self.limits, self.threads, self.metrics) = (limits, threads, metrics)
  }

  /// True if a step has something to do.
  var hasWork: Bool { batches.values.contains { $0.decoder.hasWork } }

  /// The next time at which something is due if nothing arrives.
  var deadline: ContinuousClock.Instant? { requests.values.map(\.deadline).min() }

  /// True if there are no requests.
  var isEmpty: Bool { requests.isEmpty }

  /// The number of requests of which no text has joined.
  var waitingCount: Int { waiting.count { requests[$0]?.joined == 0 } }

  /// The number of texts that have joined.
  private var count: Int { batches.values.reduce(0) { $0 + $1.decoder.count } }

  /// The number of texts that can join.
  var freeCount: Int { max(0, limits.lanes - count) }

  // MARK: Requests

  /// Adds a request, which waits for its turn.
  mutating func add(_ job: TextJob, _ flow: TextFlow) {
    let request = Request(
      job, flow, deadline: ContinuousClock.now + .seconds(limits.seconds))
    requests[nextNumber] = request
    waiting.append(nextNumber)
    nextNumber += 1
  }

  /// Frees the places of requests that nobody reads any more, and lets those go on whose flow has room again.
  mutating func lookAtFlows() {
    for (number, request) in requests {
      if request.flow.isCancelled {
        metrics.cancelled()
        end(number)
      } else if !request.suspended.isEmpty, !request.flow.isFull {
        for lane in request.suspended { batches[request.job.decoder]?.decoder.resume(lane) }
        request.suspended = []
      }
    }
  }

  /// Lets texts join while there is room.
  mutating func admit() {
    var count = count
    while count < limits.lanes, let number = waiting.first {
      waiting.removeFirst()
      guard let request = requests[number] else { continue }
      do { count += try join(request, number) } catch {
        request.flow.fail(APIError(error))
        end(number)
        continue
      }
      if request.joined < request.job.prompts.count { waiting.append(number) }
    }
  }

  /// Lets the texts after the next prompt of a request join.
  ///
  /// - Returns: their number.
  private mutating func join(_ request: Request, _ number: Int) throws -> Int {
    let job = request.job
    var batch =
      batches[job.decoder]
      ?? Batch(decoder: job.model.makeDecoder(lanes: limits.lanes, threads: threads))
    // The dictionary holds no second reference while the decoder changes.
    batches[job.decoder] = nil
    defer { batches[job.decoder] = batch }
    let first = request.joined * job.samples
    let lanes = try batch.decoder.add(
      job.prompts[request.joined], job.options, processors: job.processors[request.joined],
      samples: 0..<job.samples, report: job.report)
    for (sample, lane) in lanes.enumerated() {
      batch.owners[lane] = number
      request.lanes[lane] = first + sample
    }
    request.joined += 1
    return lanes.count
  }

  /// Ends a request and frees its places.
  private mutating func end(_ number: Int) {
    guard let request = requests.removeValue(forKey: number) else { return }
    let name = request.job.decoder
    if request.joined < request.job.prompts.count { waiting.removeAll { $0 == number } }
    for lane in request.lanes.keys {
      batches[name]?.decoder.remove(lane)
      batches[name]?.owners[lane] = nil
    }
    if batches[name]?.decoder.count == 0 { batches[name] = nil }
  }

  /// Ends all requests by an error.
  mutating func endAll(_ error: APIError) {
    for (number, request) in requests {
      request.flow.fail(error)
      end(number)
    }
  }

  // MARK: Texts

  /// Generates for a short time, and hands over what is due.
  mutating func step() {
    for name in Array(batches.keys) {
      guard var batch = batches.removeValue(forKey: name) else { continue }
      let start = ContinuousClock.now
      let events = batch.decoder.step(batch.steps)
      let time = start.duration(to: .now)
      let steps = Double(batch.steps) * (Self.slice / max(time, .microseconds(1)))
      batch.steps = max(1, min(Self.mostSteps, Int(steps)))
      var ended: [Int] = []
      for event in events { note(event, &batch, &ended) }
      batches[name] = batch
      for number in ended {
        handOver(number)
        end(number)
      }
      if let batch = batches[name], batch.decoder.count == 0 { batches[name] = nil }
    }
    handOver()
  }

  /// Takes note of an event of a decoder.
  private mutating func note(_ event: DecodingEvent, _ batch: inout Batch, _ ended: inout [Int]) {
    switch event {
    case .token(let lane, let prediction):
      guard let (_, request, text) = owner(lane, batch) else { return }
      request.updates.append(TextUpdate(text: text, event: .token(prediction)))
    case .piece(let lane, let piece):
      // The whole text comes with its end.
      guard let (_, request, text) = owner(lane, batch), request.flow.isStreamed else { return }
      request.updates.append(joining: TextUpdate(text: text, event: .piece(piece)))
    case .finished(let lane, let output):
      guard let (number, request, text) = owner(lane, batch) else { return }
      batch.owners[lane] = nil
      request.lanes[lane] = nil
      request.updates.append(TextUpdate(text: text, event: .finished(output)))
      metrics.finished(output)
      if request.lanes.isEmpty, request.joined == request.job.prompts.count { ended.append(number) }
    }
  }

  private func owner(
    _ lane: LaneID, _ batch: Batch
  ) -> (number: Int, request: Request, text: Int)? {
    guard let number = batch.owners[lane], let request = requests[number],
      let text = request.lanes[lane]
    else { return nil }
    return (number, request, text)
  }

  /// Hands over what has not been sent for a while, and the first piece of each text at once.
  private mutating func handOver() {
    let now = ContinuousClock.now
    let isDue = lastUpdate.duration(to: now) > max(Self.pause, Self.share * requests.count)
    if isDue { lastUpdate = now }
    for (number, request) in requests {
      if now > request.deadline {
        endInTime(number, request)
      } else if !request.updates.isEmpty, isDue || !request.hasSent {
        handOver(number)
      }
    }
    if isDue { updateMetrics() }
  }

  /// Tells how many requests there are.
  func updateMetrics() {
    metrics.update(running: requests.count - waiting.count, waiting: waiting.count)
  }

  /// Hands over the updates of a request; if its flow is full, its texts wait.
  private mutating func handOver(_ number: Int) {
    guard let request = requests[number] else { return }
    request.flow.put(request.updates)
    request.updates = []
    request.hasSent = true
    guard request.flow.isFull else { return }
    for lane in request.lanes.keys where !request.suspended.contains(lane) {
      if batches[request.job.decoder]?.decoder.suspend(lane) ?? false {
        request.suspended.append(lane)
      }
    }
  }

  /// Ends the texts of a request as they are.
  private mutating func endInTime(_ number: Int, _ request: Request) {
    for (lane, text) in request.lanes {
      guard let output = batches[request.job.decoder]?.decoder[lane] else { continue }
      request.updates.append(TextUpdate(text: text, event: .finished(output)))
    }
    request.flow.put(request.updates)
    request.flow.fail(.tooLong)
    end(number)
  }
}
