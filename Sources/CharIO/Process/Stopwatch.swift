/// The time since a start.
package struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  /// Starts now.
  package init() {}

  /// The seconds since the start.
  package var seconds: Double { start.duration(to: .now) / .seconds(1) }
}
