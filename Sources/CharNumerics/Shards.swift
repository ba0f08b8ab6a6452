internal import CKernels
internal import Dispatch
internal import Foundation

/// Values that threads work on, each owned by one thread at a time.
///
/// Value i is made and visited by thread i mod `threads` (the caller is thread 0), so that what a
/// value holds for its thread, such as products, stays there. What comes out depends on the number
/// of values, never on the number of threads.
package final class Shards<Element> {
  private var elements: [Element?]
  private let workers: [Worker]

  /// Makes `count` values, each in its thread.
  package init(count: Int, threads: Int, make: @Sendable (Int) -> Element) {
    precondition(count > 0 && threads > 0, "\(count) shards on \(threads) threads")
    elements = (0..<count).map { _ in nil }
    workers = (1..<max(1, min(threads, count))).map { _ in Worker() }
    visit { index, slot in slot = make(index) }
  }

  deinit { for worker in workers { worker.stop() } }

  package var count: Int { elements.count }

  package subscript(index: Int) -> Element {
    guard let element = elements[index] else { preconditionFailure("shard \(index) was not made") }
    return element
  }

  /// Calls `body` with each value, in parallel, and returns when all are done.
  package func forEach(_ body: @Sendable (Int, inout Element) -> Void) {
    visit { index, slot in
      guard var element = slot.take() else { return }
      body(index, &element)
      slot = element
    }
  }

  private func visit(_ body: @Sendable (Int, inout Element?) -> Void) {
    let threads = workers.count + 1
    let count = elements.count
    unsafe elements.withUnsafeMutableBufferPointer { buffer in
      let shared = unsafe Exclusive(buffer)
      let work: @Sendable (Int) -> Void = { thread in
        withSerialKernels {
          for index in stride(from: thread, to: count, by: threads) {
            unsafe body(index, &shared.buffer[index])
          }
        }
      }
      withoutActuallyEscaping(work) { work in
        for (index, worker) in workers.enumerated() { worker.start { work(index + 1) } }
        work(0)
        for worker in workers { worker.wait() }
      }
    }
  }

  /// Lets threads reach distinct elements of one buffer.
  @safe private struct Exclusive: @unchecked Sendable {
    let buffer: UnsafeMutableBufferPointer<Element?>
    init(_ buffer: UnsafeMutableBufferPointer<Element?>) { unsafe self.buffer = buffer }
  }
}

/// A thread that waits for work. The two semaphores hand `job` over and back, so that the caller
/// and the thread never touch it at the same time.
private final class Worker: @unchecked Sendable {
  private let ready = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  private var job: (@Sendable () -> Void)?

  init() {
    let thread = Thread { [self] in
      while true {
        ready.wait()
        guard runJob() else { return }
        done.signal()
      }
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Runs the job and lets go of it before the caller hears that it is done.
  private func runJob() -> Bool {
    guard let job = job.take() else { return false }
    job()
    return true
  }

  func start(_ job: @escaping @Sendable () -> Void) {
    self.job = job
    ready.signal()
  }

  func wait() { done.wait() }

  func stop() {
    job = nil
    ready.signal()
  }
}

/// Calls `body` with the calling thread prepared for kernels: products stay on this thread, and
/// numbers too small to be normal count as zero. What was in force before is put back.
package func withSerialKernels<Result>(_ body: () throws -> Result) rethrows -> Result {
  let state = charlm_enter()
  defer { charlm_leave(state) }
  return try body()
}

/// The processors of this machine.
package var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }
