internal import CharLM
internal import CharNetwork
internal import CharNumerics

extension TrainingRun {
  /// Evaluates the weights, and their mean if averaged, and saves the better as the model if it is
  /// the best so far.
  ///
  /// - Returns: the evaluation; nil if nothing is held out.
  func evaluate() throws -> EvaluationReport? {
    guard let plain = leader.measure(on: .validation, of: task, learner) else { return nil }
    var (best, weights) = (plain, parameters)
    let mean = progress.averaged == nil ? nil : average?.mean
    let averaged = mean.flatMap { leader.measure($0, on: .validation, of: task, learner) }
    if let mean, let averaged, averaged.nats < plain.nats { (best, weights) = (averaged, mean) }
    let isBest = best.nats.isFinite && progress.bestNats.map { best.nats < $0 } ?? true
    if isBest {
      progress.bestNats = best.nats
      progress.bestBits = best.bitsPerCharacter
      progress.bestStep = progress.step
      progress.withoutGain = 0
      try saveModel(weights, best)
    } else {
      progress.withoutGain += 1
      progress.falls += 1
    }
    try metrics.append(
      [
        ("step", Double(progress.step)), ("epoch", epoch), ("tokens", Double(progress.tokens)),
        ("seconds", progress.seconds),
      ] + plain.figures
        + (averaged?.figures.map { ("averaged_" + $0.name, $0.value) } ?? []))
    return EvaluationReport(
      step: progress.step, natsPerToken: plain.nats, bitsPerCharacter: plain.bitsPerCharacter,
      accuracy: plain.accuracy, f1: plain.f1, averagedNatsPerToken: averaged?.nats, isBest: isBest,
      missedLabels: best.missedLabels)
  }

  /// Writes the final model files.
  func saveModel(_ weights: Parameters, _ measurement: Measurement?) throws {
    guard weights.isFinite else { return }
    var record = TrainingRecord()
    record.trainingTokens = plan.trainingTokens
    record.validationTokens = plan.validationTokens
    record.steps = progress.step
    record.tokens = progress.tokens
    record.seconds = (progress.seconds * 10).rounded() / 10
    record.options = configuration.flags
    record.origin = RunOrigin(threads: plan.threads)
    record.validNatsPerToken = measurement?.nats
    record.validAccuracy = measurement?.accuracy
    record.validF1 = measurement?.f1
    try task.save(weights, record, to: directory.path)
  }

  /// Writes the checkpoint, and the model unless a better one exists; never non-finite values.
  func save() throws {
    guard let here = keepAsGood() else { return }
    try directory.write(
      here, task.network, previous: savedStep, keep: configuration.keptCheckpoints)
    if progress.bestNats == nil { try saveModel(parameters, nil) }
    savedStep = progress.step
    savedSeconds = progress.seconds
  }

  /// Saves and reports it.
  func checkpoint(_ report: (TrainingEvent) -> Void) throws {
    try save()
    report(.saved(step: progress.step))
  }
}
