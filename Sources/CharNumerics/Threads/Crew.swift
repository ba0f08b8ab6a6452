internal import CKernels
internal import Dispatch
internal import Foundation
internal import Synchronization

/// A pool for tasks of microseconds: threads spin before they sleep.
///
/// A free thread takes the next task; the caller never waits for a thread that has not started. If
/// helpers are late, because other programs keep the processors busy, the caller works without them
/// for a while.
package final class Crew: Sendable {
  private let core: Core

  /// The shared crew of the process, with as many threads as processors.
  package static let shared = Crew(threads: processorCount)

  /// Creates a crew of a number of threads, including the caller. The others start when there is work for them.
  package init(threads: Int) {
    core = Core(helpers: max(0, min(threads, Core.maximum) - 1))
  }

  deinit { core.end() }

  /// True if threads of the crew are at work.
  package var isBusy: Bool { core.isBusy.load(ordering: .relaxed) }

  /// Returns the shared crew, or a new one if more threads are requested than there are processors.
  package static func of(threads: Int) -> Crew {
    threads <= processorCount ? .shared : Crew(threads: threads)
  }

  /// Calls `body` with each element, on any thread, and returns when all are done.
  package func forEach<Element>(
    _ elements: inout [Element], _ body: @Sendable (Int, inout Element) -> Void
  ) {
    unsafe elements.withUnsafeMutableBufferPointer { buffer in
      let shared = unsafe Exclusive(buffer)
      withoutActuallyEscaping(body) { body in
        let count = buffer.count
        let parts = min(count, Core.maximum)
        core.run(parts) { part in
          for index in stride(from: part, to: count, by: parts) {
            unsafe body(index, &shared.buffer[index])
          }
        }
      }
    }
  }

  /// Calls `body` with each number below `count`, on at most `threads` threads; free threads take
  /// the next number.
  ///
  /// - Returns: The results, in the order of the numbers.
  package func map<Result: Sendable>(
    _ count: Int, threads: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    let next = Atomic(0)
    var workers = [[(number: Int, result: Result)]](repeating: [], count: min(threads, count))
    forEach(&workers) { _, results in
      while case let number = next.add(1, ordering: .relaxed).oldValue, number < count {
        results.append((number, body(number)))
      }
    }
    return workers.joined().sorted { $0.number < $1.number }.map(\.result)
  }
}

/// The shared state of a crew's threads.
private final class Core: @unchecked Sendable {
  let helpers: Int
  // The current round: its number in the upper half, one bit for each part that is taken (or
  // absent) in the lower half. The thread that sets a bit owns that part of the round; `job` does
  // not change until all parts are finished. Only the caller that acquired `isBusy` changes `job` and
  // the other variables.
  private let round = Atomic<UInt64>(Core.none)
  private let finished = Atomic(0)
  fileprivate let isBusy = Atomic(false)
  private let isOver = Atomic(false)
  private let sleepers = Atomic(0)
  private let alarm = DispatchSemaphore(value: 0)
  private var job: (@Sendable (Int) -> Void)?
  private var hasStarted = false
  private var roundsWithoutHelp = 0
  /// The time in nanoseconds until which the caller works without helpers.
  private var aloneUntil: UInt64 = 0

  /// The maximum number of parts of a round.
  static let maximum = 31
  private static let none = UInt64(UInt32.max)
  /// The number of spins of a waiting thread before it yields: some tens of microseconds.
  private static let looks = 1000
  /// The number of rounds without help after which the caller works alone, and for how many
  /// nanoseconds.
  private static let patience = 64
  private static let pause: UInt64 = 10_000_000
  /// The wait in nanoseconds that is tolerated.
  private static let tolerance: UInt64 = 50_000

  init(helpers: Int) { self.helpers = helpers }

  private func startHelpers() {
    hasStarted = true
    for number in 0..<helpers {
      let thread = Thread { [self] in withSerialKernels { help(number + 1) } }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  func end() {
    isOver.store(true, ordering: .sequentiallyConsistent)
    for _ in 0..<helpers { alarm.signal() }
  }

  func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    precondition(count <= Core.maximum, "\(count) parts")
    guard helpers > 0, count > 1, claim() else {
      withSerialKernels { for part in 0..<count { body(part) } }
      return
    }
    defer { isBusy.store(false, ordering: .releasing) }
    if !hasStarted { startHelpers() }
    let start = DispatchTime.now().uptimeNanoseconds
    if start < aloneUntil {
      withSerialKernels { for part in 0..<count { body(part) } }
      return
    }
    job = body
    finished.store(0, ordering: .relaxed)
    let number = round.load(ordering: .relaxed) >> 32 &+ 1
    round.store(
      number << 32 | Core.none & (Core.none << UInt64(count)), ordering: .sequentiallyConsistent)
    for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { alarm.signal() }
    var own = 0
    withSerialKernels {
      while let part = take(0) {
        body(part)
        own += 1
        finished.add(1, ordering: .releasing)
      }
    }
    let rest = DispatchTime.now().uptimeNanoseconds
    waitForOthers(count)
    let end = DispatchTime.now().uptimeNanoseconds
    job = nil
    roundsWithoutHelp = own == count ? roundsWithoutHelp + 1 : 0
    // After waiting for a preempted helper, the caller works alone for ten times as long.
    if end - rest > 2 * (rest - start) + Core.tolerance { aloneUntil = end + 10 * (end - rest) }
    if roundsWithoutHelp > Core.patience { (aloneUntil, roundsWithoutHelp) = (end + Core.pause, 0) }
  }

  private func claim() -> Bool {
    isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
  }

  private func waitForOthers(_ count: Int) {
    var looks = 4 * Core.looks
    while finished.load(ordering: .acquiring) < count {
      looks -= 1
      if looks > 0 { charlm_pause() } else { sched_yield() }
    }
  }

  /// Takes a free part of the round, if possible this one.
  private func take(_ favorite: Int) -> Int? {
    while true {
      let word = round.load(ordering: .sequentiallyConsistent)
      let free = ~UInt32(truncatingIfNeeded: word)
      if free == 0 { return nil }
      let part =
        favorite < 32 && free >> UInt32(favorite) & 1 == 1
        ? favorite : free.trailingZeroBitCount
      let (isMine, _) = round.weakCompareExchange(
        expected: word, desired: word | 1 << UInt64(part), ordering: .sequentiallyConsistent)
      if isMine { return part }
    }
  }

  /// Runs a part and releases the job before the caller is notified.
  @inline(never)
  private func runJob(_ part: Int) { job?(part) }

  func help(_ number: Int) {
    var looks = Core.looks
    while !isOver.load(ordering: .acquiring) {
      if let part = take(number) {
        runJob(part)
        finished.add(1, ordering: .releasing)
        looks = Core.looks
      } else if looks > 0 {
        looks -= 1
        charlm_pause()
      } else {
        sleepers.add(1, ordering: .sequentiallyConsistent)
        // A round that began meanwhile either counted this thread as asleep, or did not yet: then
        // there is work, and the later wake-up is spurious.
        if UInt32(truncatingIfNeeded: round.load(ordering: .sequentiallyConsistent)) == .max {
          alarm.wait()
        }
        looks = Core.looks
      }
    }
  }
}
