/// Decides when to write the draft: after a pause, and every two seconds.
package struct DraftTimer {
  /// Time after which the draft is written: without a key, and at most.
  private static let (pause, longest) = (Duration.milliseconds(400), Duration.seconds(2))

  /// The time of the first change that the draft lacks.
  private var changed: ContinuousClock.Instant?

  /// Starts without changes.
  package init() {}

  /// True if the draft lacks changes.
  package var hasChanges: Bool { changed != nil }

  /// Notes a change.
  ///
  /// - Parameter now: the time.
  package mutating func change(at now: ContinuousClock.Instant) { changed = changed ?? now }

  /// Returns whether the draft is to be written now, and takes it as written.
  ///
  /// - Parameters:
  ///   - now: the time.
  ///   - isIdle: whether no key has arrived.
  /// - Returns: whether it is.
  package mutating func isDue(at now: ContinuousClock.Instant, isIdle: Bool) -> Bool {
    guard let age = changed?.duration(to: now),
      age > Self.longest || (isIdle && age > Self.pause)
    else { return false }
    changed = nil
    return true
  }
}
