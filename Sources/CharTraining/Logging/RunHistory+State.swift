package import Foundation

extension RunHistory {
  /// How far a run is.
  package enum State: Sendable, Equatable {
    /// It did all that it was told to.
    case complete
    /// It ended early, since nothing was gained any more.
    case patience
    /// It was stopped or is still going; how much is done, 0 to 1, if that is known, and whether it has
    /// written something in the last minutes.
    case unfinished(fraction: Double?, isRecent: Bool)
    /// It has no history.
    case unknown
  }

  /// A run that has not written for so long, in seconds, is taken for one that has stopped: a checkpoint
  /// is written every two minutes, lines far more often.
  private static var recent: Double { 180 }

  /// How far the run is, by its history and settings.
  ///
  /// - Parameter now: the time.
  /// - Returns: the state.
  package func state(now: Date = Date()) -> State {
    guard let last = training.last else { return .unknown }
    let fraction = limits?.fraction(at: last)
    // The last line of metrics comes with the last step; an epoch may be a fraction of a window longer.
    if let fraction, fraction >= 0.9995 { return .complete }
    let after = best.map { best in validation.count { $0.step > best.step } } ?? 0
    if limits?.hasLostPatience(after: after) ?? false { return .patience }
    let age = lastChange.map { now.timeIntervalSince($0) } ?? .infinity
    // Where a clock was turned back, files are from the future.
    return .unfinished(fraction: fraction, isRecent: abs(age) < Self.recent)
  }

  /// Where a step stands on another axis, by the lines around it.
  ///
  /// - Parameters:
  ///   - step: the step.
  ///   - axis: tokens, seconds, epochs.
  /// - Returns: the place; nil where nothing is known.
  package func place(of step: Double, on axis: KeyPath<TrainingPoint, Double?>) -> Double? {
    var (low, high) = (0, training.count)
    while low < high {
      let middle = (low + high) / 2
      if training[middle].step < step { low = middle + 1 } else { high = middle }
    }
    guard low < training.count else { return training.last?[keyPath: axis] }
    let next = training[low]
    guard let end = next[keyPath: axis] else { return nil }
    let before = low > 0 ? training[low - 1] : nil
    let start = before.map { $0[keyPath: axis] ?? 0 } ?? 0
    let first = before?.step ?? 0
    guard next.step > first else { return end }
    return start + (end - start) * (step - first) / (next.step - first)
  }
}
