/// Limits of a run.
package struct RunLimits: Sendable, Equatable {
  private let steps, seconds, epochs: Double?
  private let patience: Int?

  init(_ configuration: TrainingConfiguration) {
    steps = configuration.steps.map(Double.init)
    seconds = configuration.minutes.map { 60 * $0 }
    epochs = configuration.epochLimit
    patience = configuration.patience
  }

  /// Returns the completed fraction at a point, 0 to 1.
  func fraction(at point: TrainingPoint) -> Double {
    func share(_ done: Double?, _ all: Double?) -> Double {
      guard let done, let all, all > 0 else { return 0 }
      return done / all
    }
    return min(
      1,
      max(
        share(point.step, steps), share(point.seconds, seconds), share(point.epoch, epochs)))
  }

  /// Returns true if this many evaluations after the best one end the run.
  func hasLostPatience(after count: Int) -> Bool { patience.map { count >= $0 } ?? false }
}
