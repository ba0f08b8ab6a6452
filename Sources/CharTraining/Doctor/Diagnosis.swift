internal import Foundation

/// The diagnosis of a run: a pure function of its history, a probe of its network and baselines.
public struct Diagnosis: Sendable, Equatable {
  /// The findings by severity, most severe first; good news last.
  public private(set) var findings: [Finding] = []

  /// Thresholds with their reasons.
  enum Threshold {
    /// Minimum rise of the validation loss over its lowest value, as a share: twice the fluctuation
    /// in a healthy run at a constant rate.
    static let rise = 0.01
    /// Minimum simultaneous fall of the training loss, as a share.
    static let fall = 0.01
    /// Rise of the training loss, as a share, that healthy runs stay below: batches differ by less.
    static let climb = 0.05
    /// Factor over the loss of a uniform prediction that fresh weights stay below.
    static let ignorance = 1.1
    /// Factor over the surrounding losses that makes an update a spike, and the number that is too
    /// many.
    static let jump = 1.5
    static let jumps = 3
    /// Deviation of ten updates from their neighbors, as a share of the loss: below 0.01 in healthy
    /// runs.
    static let wavering = 0.03
    /// Share of clipped gradients; if nearly all are clipped, the rate loses its meaning.
    static let clipped = 0.9
    /// Updates after which a sufficient rate has learned the token frequencies.
    static let patience = 100
    /// Improvement in the last quarter, as a share of the loss, that makes a run too short.
    static let gain = 0.015
    /// Gap between training and validation loss, as a share of the latter: about an eighth in
    /// healthy long runs.
    static let gap = 0.2
    /// Improvement of validation in the last quarter, as a share, if learning still helps.
    static let help = 0.005
    /// Share of dead units; any large layer has a few.
    static let dead = 0.1
    /// Share of saturated values: trained gates are open or closed half of the time, as they should
    /// be (Karpathy et al. 2015, https://arxiv.org/abs/1506.02078).
    static let saturated = 0.9
    /// Minimum occurrences in the held-out part for a label that is never predicted to matter.
    static let occurrences = 5
    /// Minimum gradient ratio after 16 steps: fresh and trained cells of all kinds keep more.
    static let vanishing = 1e-7
    /// Time of the slowest rank, as a multiple of the median of the others.
    static let slow = 1.3
    /// Maximum gradient ratio.
    static let exploding = 100.0
  }

  /// Tokens per parameter below which `charlm corpus report` and the doctor call a model too large
  /// for a text.
  public static let tokensPerParameter = 0.2

  /// Diagnoses a run.
  ///
  /// - Parameters:
  ///   - history: the run's history.
  ///   - probe: the probe of its network; nil without held-out text.
  ///   - frequencies: nats per held-out token (or label) of a model of unigram frequencies alone;
  ///     nil if unknown.
  ///   - baseline: the n-gram baseline; nil before the end, and for labels.
  ///   - labels: the baseline of the most frequent label; nil before the end, and for text.
  public init(
    _ history: TrainingHistory, probe: NetworkProbe? = nil, frequencies: Double? = nil,
    baseline: NGramBaseline? = nil, labels: LabelBaseline? = nil
  ) {
    let overfitting = Self.overfitting(history)
    let high = Self.highRate(history)
    findings += [high, overfitting].compactMap { $0 }
    if high == nil, let frequencies, let low = Self.lowRate(history, frequencies) {
      findings.append(low)
    }
    let large = Self.modelTooLarge(history)
    if let large { findings.append(large) }
    if let probe { findings += Self.network(probe) }
    let comparison =
      baseline.flatMap { Self.comparison(history, $0) }
      ?? labels.flatMap { Self.comparison(history, $0) }
    if let comparison, comparison.advice != nil { findings.append(comparison) }
    if labels != nil, let missed = history.best?.missedLabels, !missed.isEmpty {
      findings.append(.neverPredicted(labels: missed))
    }
    if overfitting == nil, large == nil, let improving = Self.stillImproving(history) {
      findings.append(improving)
    }
    if let comparison, comparison.advice == nil { findings.append(comparison) }
    if let slow = Self.slowRank(history) { findings.append(slow) }
  }

  /// Detects a rank that computes longer than the others.
  private static func slowRank(_ history: TrainingHistory) -> Finding? {
    let seconds = history.ranks.map(\.seconds)
    guard let slowest = seconds.indices.max(by: { seconds[$0] < seconds[$1] }), seconds.count > 1
    else { return nil }
    let others = seconds.indices.filter { $0 != slowest }.map { seconds[$0] }.sorted()
    let ratio = seconds[slowest] / others[others.count / 2]
    guard ratio.isFinite, ratio >= Threshold.slow else { return nil }
    return .slowRank(slowest, host: history.ranks[slowest].host, ratio: ratio)
  }

  // MARK: - The curves

  /// Detects validation above its lowest value twice in a row while training loss has fallen.
  private static func overfitting(_ history: TrainingHistory) -> Finding? {
    guard let best = history.best, let last = history.measurements.last,
      let place = history.measurements.firstIndex(of: best)
    else { return nil }
    let after = history.measurements[(place + 1)...]
    guard after.count >= 2,
      after.suffix(2).allSatisfy({
        $0.nats > best.nats + Threshold.rise * history.scale(best.nats)
      }),
      let then = history.trainNats(around(place, history)),
      let now = history.trainNats(around(history.measurements.count - 1, history)),
      now < then - Threshold.fall * history.scale(then)
    else { return nil }
    return .overfitting(since: best.step, best: best.nats, now: last.nats)
  }

  /// Returns the updates between a measurement and the previous one.
  private static func around(_ place: Int, _ history: TrainingHistory) -> ClosedRange<Int> {
    let end = history.measurements[place].step
    return min(end, place > 0 ? history.measurements[place - 1].step + 1 : 0)...end
  }

  /// Returns the stretches after the first tenth, in which any loss is normal; nil for short runs.
  private static func settled(_ history: TrainingHistory) -> [TrainingHistory.Stretch]? {
    let stretches = history.stretches.dropFirst(history.stretches.count / 10)
    return stretches.count >= 10 ? Array(stretches) : nil
  }

  private static func mean(_ stretches: some Collection<TrainingHistory.Stretch>) -> Double {
    stretches.reduce(0) { $0 + $1.nats } / Double(stretches.count)
  }

  private static func highRate(_ history: TrainingHistory) -> Finding? {
    if history.recoveries > 0 { return .rateTooHigh(.recoveries(history.recoveries)) }
    let ignorance = log(Double(max(2, history.outcomes)))
    if history.isFresh, let worst = history.stretches.map(\.nats).max(),
      worst > Threshold.ignorance * ignorance
    {
      return .rateTooHigh(.aboveIgnorance(worst, ignorance: ignorance))
    }
    guard let stretches = settled(history) else { return nil }
    let part = stretches.count / 5
    let now = mean(stretches.suffix(part))
    let lowest = (0...stretches.count - part).map { mean(stretches[$0..<$0 + part]) }.min() ?? now
    // If the text becomes harder, only the training loss rises.
    let validationRose =
      history.best.flatMap { best in
        history.measurements.last.map {
          $0.nats > best.nats + Threshold.rise * history.scale(best.nats)
        }
      } ?? true
    if now > lowest + Threshold.climb * history.scale(lowest) && validationRose {
      return .rateTooHigh(.rising(from: lowest, to: now))
    }
    let jumps = stretches.count { $0.highest > Threshold.jump * history.scale($0.nats) }
    if jumps >= Threshold.jumps { return .rateTooHigh(.spikes(jumps)) }
    let half = Array(stretches.suffix(stretches.count / 2))
    let clipped = half.reduce(0) { $0 + $1.clipped } / Double(half.count)
    let wavering = wavering(half, history)
    if wavering > Threshold.wavering && clipped > Threshold.clipped {
      return .rateTooHigh(.wavering(by: wavering, clipped: clipped))
    }
    return nil
  }

  /// Returns the mean deviation of stretches from the line between their neighbors, as a share of
  /// the loss.
  private static func wavering(
    _ stretches: [TrainingHistory.Stretch], _ history: TrainingHistory
  ) -> Double {
    guard stretches.count > 2 else { return 0 }
    let distances = stretches.indices.dropFirst().dropLast().map { index in
      abs(stretches[index].nats - (stretches[index - 1].nats + stretches[index + 1].nats) / 2)
    }
    return distances.reduce(0, +) / Double(distances.count) / history.scale(mean(stretches))
  }

  private static func lowRate(_ history: TrainingHistory, _ frequencies: Double) -> Finding? {
    guard history.isFresh, let last = history.measurements.last, last.step >= Threshold.patience,
      last.nats > frequencies * (1 + Threshold.rise), let best = history.best, best == last
    else { return nil }
    return .rateTooLow(now: last.nats, frequencies: frequencies)
  }

  /// Detects a lowest loss at the end that is much lower than before the last quarter.
  private static func stillImproving(_ history: TrainingHistory) -> Finding? {
    let stretches = history.stretches
    guard history.isComplete, stretches.count >= 8,
      history.best.map({ $0.step == history.measurements.last?.step }) ?? true
    else { return nil }
    let part = stretches.count / 8
    let before = mean(stretches.dropLast(2 * part).suffix(part))
    let share = (before - mean(stretches.suffix(part))) / history.scale(before)
    return share > Threshold.gain ? .stillImproving(share: share) : nil
  }

  /// Detects a model that is too large. Networks that learn well always fit their own text better,
  /// so the gap counts only if validation has stopped falling too, which shows at the end of the
  /// run.
  private static func modelTooLarge(_ history: TrainingHistory) -> Finding? {
    guard history.isComplete, !validationHelped(history), let last = history.measurements.last,
      Double(history.tokens) < tokensPerParameter * Double(history.parameters),
      let train = history.trainNats(around(history.measurements.count - 1, history)),
      last.nats - train > Threshold.gap * history.scale(last.nats)
    else { return nil }
    return .modelTooLarge(
      parameters: history.parameters, tokens: history.tokens, train: train, valid: last.nats)
  }

  /// True if validation improved in the last quarter of the measurements, or there are too few of
  /// them.
  private static func validationHelped(_ history: TrainingHistory) -> Bool {
    let values = history.measurements.map(\.nats)
    guard values.count >= 4, let before = values.dropLast(values.count / 4).min(),
      let after = values.suffix(values.count / 4).min()
    else { return true }
    return after < before - Threshold.help * history.scale(before)
  }

  private static func comparison(_ history: TrainingHistory, _ baseline: NGramBaseline) -> Finding?
  {
    history.best.map {
      $0.nats < baseline.natsPerToken
        ? .betterThanNGram(baseline, network: $0.nats)
        : .worseThanNGram(baseline, network: $0.nats)
    }
  }

  private static func comparison(_ history: TrainingHistory, _ baseline: LabelBaseline) -> Finding?
  {
    history.best?.accuracy.map {
      $0 > baseline.accuracy
        ? .betterThanCommonestLabel(baseline, accuracy: $0)
        : .worseThanCommonestLabel(baseline, accuracy: $0)
    }
  }

  // MARK: - The network

  private static func network(_ probe: NetworkProbe) -> [Finding] {
    probe.layers.enumerated().flatMap { index, layer -> [Finding] in
      var findings: [Finding] = []
      if layer.dead > Threshold.dead {
        findings.append(.deadUnits(layer: index, share: layer.dead))
      }
      let saturated = layer.saturated.filter { $0.value > Threshold.saturated }
      if !saturated.isEmpty {
        findings.append(
          .saturatedGates(
            layer: index, gates: saturated.keys.sorted(),
            share: saturated.values.reduce(0, +) / Double(saturated.count)))
      }
      if let flow = layer.flow, flow < Threshold.vanishing {
        findings.append(.vanishingGradient(layer: index, steps: probe.distance, ratio: flow))
      }
      if let flow = layer.flow, flow > Threshold.exploding {
        findings.append(.explodingGradient(layer: index, steps: probe.distance, ratio: flow))
      }
      return findings
    }
  }
}
