internal import CKernels
internal import Dispatch
internal import Foundation
internal import Synchronization

/// Threads that share work in the same way every time: what has one number is always done by the same
/// thread. Between two pieces of work they look out for the next one for a moment before they sleep.
public final class Team: Sendable {
  private let workers: [Worker]
  private let isBusy = Atomic(false)

  /// A team of threads.
  ///
  /// - Parameter threads: how many, the caller among them.
  public init(threads: Int) {
    precondition(threads > 0, "\(threads) threads")
    workers = (1..<threads).map { _ in Worker() }
  }

  deinit { for worker in workers { worker.stop() } }

  /// How many threads, the caller among them.
  package var count: Int { workers.count + 1 }

  /// Calls `body` with the number of each thread, in that thread (the caller is number 0), prepared for
  /// kernels, and returns when all are done. Where the team is at work for somebody else, the caller
  /// does everything itself.
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

  /// Calls `body` with each element, element i in thread i mod `count`.
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

/// A thread that waits for work. The two signals hand `job` over and back, so that the caller and the
/// thread never touch it at the same time.
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

  /// Runs the job and lets go of it before the caller hears that it is done.
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

/// A count that one thread raises and another one waits for.
private final class Signal: Sendable {
  private let count = Atomic(0)
  private let sleeps = Atomic(false)
  private let semaphore = DispatchSemaphore(value: 0)

  /// How often a waiting thread looks before it sleeps: some tens of microseconds.
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
      // Whoever posted meanwhile either saw that this thread sleeps, and wakes it, or did not.
      if count.load(ordering: .sequentiallyConsistent) >= target,
        sleeps.exchange(false, ordering: .sequentiallyConsistent)
      {
        return
      }
      semaphore.wait()
    }
  }
}
