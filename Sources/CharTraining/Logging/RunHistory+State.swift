internal import CharLM
package import Foundation

extension RunHistory {
  /// Completion state of a run.
  package enum State: Sendable, Equatable {
    /// The run completed all planned training.
    case complete
    /// The run ended early because validation stopped improving.
    case patience
    /// The run was stopped or is still going; completed fraction, 0 to 1, if known, and true if
    /// files changed in the last minutes.
    case unfinished(fraction: Double?, isRecent: Bool)
    /// The run has no history.
    case unknown
  }

  /// Seconds without a change after which a run counts as stopped: a checkpoint is written every
  /// two minutes, lines far more often.
  private static var recent: Double { 180 }

  /// Returns the state of the run according to its history and settings.
  ///
  /// - Parameter now: the current time.
  /// - Returns: the state.
  package func state(now: Date = Date()) -> State {
    if model?.type == .ngram { return .complete }
    guard let last = training.last else { return .unknown }
    let fraction = limits?.fraction(at: last)
    if let limits, hasReached(limits) { return .complete }
    if let limits, hasLostPatience(limits) { return .patience }
    let age = lastChange.map { now.timeIntervalSince($0) } ?? .infinity
    // If the clock was set back, file dates are in the future.
    return .unfinished(fraction: fraction, isRecent: abs(age) < Self.recent)
  }

  /// Returns true if the run has ended by some limits.
  func isComplete(_ limits: RunLimits) -> Bool { hasReached(limits) || hasLostPatience(limits) }

  private func hasReached(_ limits: RunLimits) -> Bool {
    // The last line of metrics comes with the last step; an epoch may be a fraction of a window
    // longer.
    training.last.map { limits.fraction(at: $0) >= 0.9995 } ?? false
  }

  private func hasLostPatience(_ limits: RunLimits) -> Bool {
    let after = best.map { best in validation.count { $0.step > best.step } } ?? 0
    return limits.hasLostPatience(after: after)
  }

  /// Converts a step to another axis by interpolation between lines.
  ///
  /// - Parameters:
  ///   - step: the step.
  ///   - axis: tokens, seconds, epochs.
  /// - Returns: the position; nil if unknown.
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
