internal import CKernels
internal import Dispatch
internal import Foundation
internal import Synchronization

/// A team of threads with a fixed assignment: item i always runs on thread i mod n. Idle threads
/// spin briefly before they sleep.
public final class Team: Sendable {
  private let workers: [Worker]
  private let isBusy = Atomic(false)

  /// Creates a team.
  ///
  /// - Parameter threads: The number of threads, including the caller.
  public init(threads: Int) {
    precondition(threads > 0, "\(threads) threads")
    workers = (1..<threads).map { _ in Worker() }
  }

  deinit { for worker in workers { worker.stop() } }

  /// The number of threads, including the caller.
  package var count: Int { workers.count + 1 }

  /// Calls `body` with the number of each thread, on that thread (the caller is number 0), prepared
  /// for kernels, and returns when all are done. If the team is busy, the caller does everything
  /// itself.
  package func run(_ body: @Sendable (Int) -> Void) {
    guard !workers.isEmpty,
      isBusy.compareExchange(
        expected: false, desired: true, ordering: .acquiringAndReleasing
      ).exchanged
    else {
      withSerialKernels { for thread in 0..<count { body(thread) } }
      return
    }
    withoutActuallyEscaping(body) { body in
      for (index, worker) in workers.enumerated() { worker.start { body(index + 1) } }
      withSerialKernels { body(0) }
      for worker in workers { worker.wait() }
    }
    isBusy.store(false, ordering: .releasing)
  }

  /// Calls `body` with each element, element i on thread i mod `count`.
  package func forEach<Element>(
    _ elements: inout [Element], _ body: @Sendable (Int, inout Element) -> Void
  ) {
    let threads = count
    unsafe elements.withUnsafeMutableBufferPointer { buffer in
      let shared = unsafe Exclusive(buffer)
      let last = buffer.count
      run { thread in
        for index in stride(from: thread, to: last, by: threads) {
          unsafe body(index, &shared.buffer[index])
        }
      }
    }
  }
}

/// A thread that waits for work. The two signals pass `job` over and back, so that the caller and
/// the thread never access it at the same time.
private final class Worker: @unchecked Sendable {
  private let ready = Signal()
  private let done = Signal()
  private var job: (@Sendable () -> Void)?
  private var started = 0

  init() {
    let thread = Thread { [self] in
      withSerialKernels {
        for turn in 1... {
          ready.wait(for: turn)
          guard runJob() else { return }
          done.post()
        }
      }
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Runs the job and releases it before the caller is notified.
  @inline(never)
  private func runJob() -> Bool {
    guard let job = job.take() else { return false }
    job()
    return true
  }

  func start(_ job: @escaping @Sendable () -> Void) {
    self.job = job
    started += 1
    ready.post()
  }

  func wait() { done.wait(for: started) }

  func stop() {
    job = nil
    ready.post()
  }
}

/// A counter that one thread increments and another one waits for.
private final class Signal: Sendable {
  private let count = Atomic(0)
  private let sleeps = Atomic(false)
  private let semaphore = DispatchSemaphore(value: 0)

  /// The number of spins of a waiting thread before it sleeps: some tens of microseconds.
  private static let looks = 1000

  func post() {
    count.add(1, ordering: .sequentiallyConsistent)
    if sleeps.exchange(false, ordering: .sequentiallyConsistent) { semaphore.signal() }
  }

  func wait(for target: Int) {
    var looks = Signal.looks
    while count.load(ordering: .acquiring) < target {
      if looks > 0 {
        looks -= 1
        charlm_pause()
        continue
      }
      sleeps.store(true, ordering: .sequentiallyConsistent)
      // A thread that posted meanwhile either saw that this thread sleeps, and wakes it, or did
      // not.
      if count.load(ordering: .sequentiallyConsistent) >= target,
        sleeps.exchange(false, ordering: .sequentiallyConsistent)
      {
        return
      }
      semaphore.wait()
    }
  }
}
