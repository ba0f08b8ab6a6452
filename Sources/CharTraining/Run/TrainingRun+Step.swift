internal import CharNetwork
package import CharNumerics
internal import Foundation

/// An update that was applied.
struct AppliedStep {
  var loss: LossSum
  var rate: Double
  var norm: Double
}

/// The outcome of a step.
enum StepOutcome {
  case applied(AppliedStep)
  /// The step must not be built on.
  case trouble(RecoveryReport.Trouble, nats: Double)
}

/// A fault injected into a step: called before and after its gradient is computed.
package struct TrainingFault {
  /// Changes the weights of a step.
  var weights: (_ step: Int, inout Parameters) -> Void
  /// Returns true if the gradient of a step is not finite.
  var spoilsGradient: (_ step: Int) -> Bool

  /// Creates a fault.
  ///
  /// - Parameters:
  ///   - weights: changes the weights of a step.
  ///   - spoilsGradient: returns true if the gradient of a step is not finite.
  package init(
    weights: @escaping (Int, inout Parameters) -> Void = { _, _ in },
    spoilsGradient: @escaping (Int) -> Bool = { _ in false }
  ) {
    self.weights = weights
    self.spoilsGradient = spoilsGradient
  }
}

extension TrainingRun {
  /// Performs one step, if its results are finite.
  func update() throws -> StepOutcome {
    let step = progress.step + 1
    fault?.weights(step, &learner.parameters)
    let rate = currentRate
    let order = StepOrder(
      step: progress.step, rate: rate,
      key: RandomSource.key(configuration.seed, progress.step, 0, 0),
      averages: configuration.syncEvery != nil && haveOneState(after: step))
    leader.order(.step(order))
    let result = task.perform(
      order, with: learner, spoilsGradient: fault?.spoilsGradient(step) ?? false)
    let (loss, norm) = (result.loss, result.gradientNorm)
    if let trouble = result.trouble { return .trouble(trouble, nats: loss.mean) }
    progress.step = step
    progress.tokens += loss.count
    if let averaging = configuration.averaging, averages(averaging) {
      average?.add(parameters, step: step, averaging, team: learner.sharded.team)
      progress.averaged = average?.count
    }
    // All lanes of a rank that trains alone can rest.
    guard
      loss.count == 0
        || !progress.stability.explodes(
          loss.mean, ignorance: log(Double(task.outcomes)), step: step)
    else { return .trouble(.explosion, nats: loss.mean) }
    return .applied(AppliedStep(loss: loss, rate: rate, norm: norm))
  }

  /// Returns true if all ranks have the same weights after a step. Ranks that train alone have so
  /// after every average; all that looks at weights waits for it, so that it changes none.
  func haveOneState(after step: Int) -> Bool {
    configuration.syncEvery.map { step % $0 == 0 || step >= plan.steps } ?? true
  }

  /// Returns true if a multiple of some steps lies after the state before, and up to this one.
  func passes(_ every: Int) -> Bool {
    let stretch = configuration.syncEvery ?? 1
    let before = (progress.step - 1) / stretch * stretch
    return progress.step / every > before / every
  }

  /// Returns true if averaging has started or starts now.
  private func averages(_ averaging: Averaging) -> Bool {
    averaging.kind == .ema || average.map { $0.count > 0 } ?? false
      || progress.withoutGain >= Averaging.trigger
  }

  var currentRate: Double { rate(totalSteps: plan.steps, fraction: fraction) }

  /// Returns the rate of the next update, given the length and the completed fraction of the run.
  func rate(totalSteps: Int, fraction: Double) -> Double {
    let place = Schedule.Progress(
      step: progress.step, totalSteps: progress.plannedSteps ?? totalSteps, fraction: fraction,
      epoch: epoch, falls: progress.falls)
    let factor = schedule?(place) ?? configuration.schedule.factor(place)
    return configuration.optimizer.peakRate * factor
      * progress.stability.rateFactor
  }

  // MARK: - Trouble

  /// The complete state of the run.
  var current: TrainingCheckpoint {
    TrainingCheckpoint(
      parameters: parameters, moments: learner.optimizer.moments,
      states: leader.states(learner),
      average: progress.averaged == nil ? nil : average?.mean.values, progress: progress)
  }

  /// Restores the state of a checkpoint.
  func restore(_ checkpoint: TrainingCheckpoint) {
    leader.restore(checkpoint.learning, learner)
    progress = checkpoint.progress
    guard configuration.averaging != nil else { return }
    var mean = Parameters(layout: task.network.layout)
    if let average = checkpoint.average { mean.values = average }
    average = WeightAverage(mean, count: checkpoint.progress.averaged ?? 0)
  }

  /// Keeps the current state for recovery if the run is stable.
  ///
  /// - Returns: the current state; nil if it is not finite.
  @discardableResult
  func keepAsGood() -> TrainingCheckpoint? {
    let here = current
    guard here.isFinite else { return nil }
    if progress.stability.isCalm { good = here }
    return here
  }

  /// Returns to good weights, with half the rate for a while.
  ///
  /// - Throws: `TrainingError.diverged` after too many recoveries; `FileError`.
  func recover(_ trouble: RecoveryReport.Trouble, _ nats: Double) throws -> RecoveryReport {
    let before = progress
    let step = trouble == .explosion ? before.step : before.step + 1
    let rate = currentRate
    restore(good)
    // Best results are kept, and the time spent counts.
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
    // The checkpoint on disk may be of a step that is no longer good.
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
