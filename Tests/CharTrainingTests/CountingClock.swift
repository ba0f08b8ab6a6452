import Synchronization

/// A clock that advances by a second at each reading.
final class CountingClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration
    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let readings = Mutex(0)
  let minimumResolution = Duration.seconds(1)

  var now: Instant {
    readings.withLock {
      $0 += 1
      return Instant(offset: .seconds($0))
    }
  }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}
