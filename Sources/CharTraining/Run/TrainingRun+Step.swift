internal import CharNetwork
package import CharNumerics
internal import Foundation

/// An update that was applied.
struct AppliedStep {
  var loss: LossSum
  var rate: Double
  var norm: Double
}

/// What became of a step.
enum StepOutcome {
  case applied(AppliedStep)
  /// Nothing more is to be built on it.
  case trouble(RecoveryReport.Trouble, nats: Double)
}

/// What spoils a step on purpose: called before and after its gradient is computed.
package struct TrainingFault {
  /// Changes the weights of a step.
  var weights: (_ step: Int, inout Parameters) -> Void
  /// Whether the gradient of a step is not finite.
  var spoilsGradient: (_ step: Int) -> Bool

  /// A fault.
  ///
  /// - Parameters:
  ///   - weights: changes the weights of a step.
  ///   - spoilsGradient: whether the gradient of a step is not finite.
  package init(
    weights: @escaping (Int, inout Parameters) -> Void = { _, _ in },
    spoilsGradient: @escaping (Int) -> Bool = { _ in false }
  ) {
    self.weights = weights
    self.spoilsGradient = spoilsGradient
  }
}

extension TrainingRun {
  /// Takes one step, if what comes out is finite.
  func update() throws -> StepOutcome {
    let step = progress.step + 1
    fault?.weights(step, &learner.parameters)
    let batch = task.batch(progress.step)
    let rate = currentRate
    learner.steps = progress.step
    let result = learner.step(
      rate: rate, tokens: batch.tokens,
      key: RandomSource.key(configuration.seed, progress.step, 0, 0),
      spoilsGradient: fault?.spoilsGradient(step) ?? false, batch: batch.lanes)
    let (loss, norm) = (result.loss, result.gradientNorm)
    if let trouble = result.trouble { return .trouble(trouble, nats: loss.mean) }
    progress.step = step
    progress.tokens += loss.count
    if let averaging = configuration.averaging, averages(averaging) {
      average?.add(parameters, step: step, averaging, team: learner.sharded.team)
      progress.averaged = average?.count
    }
    guard
      !progress.stability.explodes(
        loss.mean, ignorance: log(Double(task.outcomes)), step: step)
    else { return .trouble(.explosion, nats: loss.mean) }
    return .applied(AppliedStep(loss: loss, rate: rate, norm: norm))
  }

  /// Whether the mean of weights has started, or starts now.
  private func averages(_ averaging: Averaging) -> Bool {
    averaging.kind == .ema || average.map { $0.count > 0 } ?? false
      || progress.withoutGain >= Averaging.trigger
  }

  var currentRate: Double { rate(totalSteps: plan.steps, fraction: fraction) }

  /// The rate of the next update, in a run of so many steps of which so much is done.
  func rate(totalSteps: Int, fraction: Double) -> Double {
    let place = Schedule.Progress(
      step: progress.step, totalSteps: progress.plannedSteps ?? totalSteps, fraction: fraction,
      epoch: epoch, falls: progress.falls)
    let factor = schedule?(place) ?? configuration.schedule.factor(place)
    return configuration.optimizer.peakRate * factor
      * progress.stability.rateFactor
  }

  // MARK: - Trouble

  /// All that the run goes on from.
  var current: TrainingCheckpoint {
    TrainingCheckpoint(
      parameters: parameters, moments: learner.optimizer.moments,
      states: learner.sharded.states.map(\.values),
      average: progress.averaged == nil ? nil : average?.mean.values, progress: progress)
  }

  /// Goes on from there.
  func restore(_ checkpoint: TrainingCheckpoint) {
    learner.parameters = checkpoint.parameters
    learner.optimizer.moments = checkpoint.moments
    progress = checkpoint.progress
    learner.sharded.states = zip(learner.sharded.states, checkpoint.states).map { state, values in
      var state = state
      _ = state.replace(with: values)
      return state
    }
    guard configuration.averaging != nil else { return }
    var mean = Parameters(layout: task.network.layout)
    if let average = checkpoint.average { mean.values = average }
    average = WeightAverage(mean, count: checkpoint.progress.averaged ?? 0)
  }

  /// Remembers where the run stands as good, if all goes well.
  ///
  /// - Returns: where it stands; nil if that is not finite.
  @discardableResult
  func keepAsGood() -> TrainingCheckpoint? {
    let here = current
    guard here.isFinite else { return nil }
    if progress.stability.isCalm { good = here }
    return here
  }

  /// Goes back to good weights, with half the rate for a while.
  ///
  /// - Throws: `TrainingError.diverged` if that was done too often; `FileError`.
  func recover(_ trouble: RecoveryReport.Trouble, _ nats: Double) throws -> RecoveryReport {
    let before = progress
    let step = trouble == .explosion ? before.step : before.step + 1
    let rate = currentRate
    restore(good)
    // What was reached on the way stays reached, and the time is spent.
    progress.seconds = before.seconds
    (progress.bestNats, progress.bestStep) = (before.bestNats, before.bestStep)
    progress.bestBits = before.bestBits
    progress.plannedSteps = before.plannedSteps
    progress.stability = before.stability
    progress.stability.recover(to: good.progress.stability, step: progress.step)
    try metrics.rewind(to: progress.step)
    guard progress.stability.recoveries <= configuration.recoveries else {
      if savedStep != progress.step { try save() }
      throw TrainingError.diverged(
        step: step, trouble: trouble, rate: rate, recoveries: configuration.recoveries,
        saved: progress.step)
    }
    // What stands on disk may be of a step that is no longer good.
    try save()
    let report = RecoveryReport(
      step: step, trouble: trouble, nats: nats.isFinite ? nats : nil, earlierStep: progress.step,
      rateFactor: progress.stability.rateFactor, count: progress.stability.recoveries)
    try metrics.append([
      ("step", Double(progress.step)), ("recovered_from_step", Double(step)),
      ("rate_factor", report.rateFactor),
    ])
    return report
  }
}
