#if MPI
  internal import CMPI
  internal import CharNumerics
  internal import Foundation
  internal import Synchronization

  /// Signs of life that each rank sends to the next one every second. If they fail to come, the job
  /// ends: a host that is switched off or cut off would otherwise stop all others forever.
  struct Heartbeat {
    private let rank: MPIRank

    /// True if MPI has ended or will end at once; the thread calls MPI only while it holds the lock.
    private static let isOver = Mutex(false)

    /// Seconds of silence after which a rank counts as lost.
    private static let limit = 20
    /// Seconds that the end of the other ranks may take.
    private static let grace: UInt32 = 5

    init(_ rank: MPIRank) { self.rank = rank }

    func start() {
      let thread = Thread { run() }
      thread.start()
    }

    private func run() {
      let next = Int32((rank.rank + 1) % rank.size)
      let previous = Int32((rank.rank + rank.size - 1) % rank.size)
      var silence = 0
      while true {
        let before = ContinuousClock.now
        sleep(1)
        // A process that was itself suspended has not listened.
        let wasSuspended = before.duration(to: .now) > .seconds(5)
        let hears: Bool? = Self.isOver.withLock { isOver in
          guard !isOver else { return nil }
          charlm_mpi_beat(next)
          return charlm_mpi_hears(previous)
        }
        guard let hears else { return }
        silence = hears || wasSuspended ? 0 : silence + 1
        if silence >= Self.limit { lose(previous) }
      }
    }

    /// Ends all signs of life of this process.
    static func stop() { isOver.withLock { $0 = true } }

    private func lose(_ other: Int32) {
      let message =
        "charlm: error: rank \(other) has sent no sign of life for \(Self.limit) seconds, says rank "
        + "\(rank.rank) on \(rank.host); the run ends, and can be resumed from its last checkpoint\n"
      try? FileHandle.standardError.write(contentsOf: Data(message.utf8))
      Thread { charlm_mpi_abort(1) }.start()
      sleep(Self.grace)
      _exit(1)
    }
  }
#endif
