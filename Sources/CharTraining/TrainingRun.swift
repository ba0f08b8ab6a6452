internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import Foundation

/// The loop of a run: updates, measurements, checkpoints, whatever it trains.
final class TrainingRun<Task: TrainingTask> {
  let configuration: TrainingConfiguration
  let directory: String
  let plan: TrainingPlan

  private(set) var task: Task
  private let sharded: ShardedNetwork<Task.Trained>
  private let metrics: MetricsFile
  private(set) var parameters: Parameters
  private var optimizer: any Optimizer
  private var progress = TrainingProgress()
  private var savedStep = 0
  private var savedSeconds = 0.0

  /// Seconds of training that a power cut may cost, where evaluations are further apart.
  private static var saveEvery: Double { 120 }

  /// Steps between evaluations where an epoch has fewer.
  private static var evaluateAtMostEvery: Int { 50 }

  /// Steps between lines of `metrics.jsonl`.
  private static var reportEvery: Int { 10 }

  /// Prepares a run in a directory that `TrainingDirectory` has claimed; nothing is trained yet.
  ///
  /// - Parameters:
  ///   - task: what is trained.
  ///   - manifest: what the run is started with.
  ///   - directory: where the model goes.
  ///   - threads: threads at most.
  ///   - resumes: goes on from the directory's checkpoint.
  /// - Throws: `TrainingError.otherCorpus`, or `FileError`.
  init(
    _ task: Task, _ manifest: TrainingManifest, directory: String, threads: Int, resumes: Bool
  ) throws {
    let configuration = manifest.configuration
    let shards = min(configuration.shards ?? threads, task.lanes)
    let network = task.network
    self.task = task
    self.configuration = configuration
    self.directory = directory
    let frozen =
      configuration.freezing.map { network.slots(embedding: $0.embedding, layers: $0.layers) } ?? []
    sharded = ShardedNetwork(
      network, window: task.window, lanes: task.lanes, shards: shards, threads: threads,
      precision: configuration.precision, frozen: frozen)
    var random = RandomSource(seed: configuration.seed)
    parameters = task.initialParameters(&random)
    optimizer = configuration.optimizer.makeOptimizer(
      count: network.layout.count, frozen: frozen)

    let manifestPath = ModelFile.training.path(in: directory)
    if resumes {
      let old: TrainingManifest = try LanguageModel.decode(manifestPath)
      guard old.fingerprint == manifest.fingerprint else {
        throw TrainingError.otherCorpus(directory)
      }
      let initial = sharded.states
      let checkpoint = try TrainingCheckpoint(
        contentsOf: ModelFile.checkpoint.path(in: directory), network, moments: optimizer.moments,
        states: initial.map(\.storedValues.count))
      parameters = checkpoint.parameters
      optimizer.moments = checkpoint.moments
      progress = checkpoint.progress
      savedStep = progress.step
      savedSeconds = progress.seconds
      sharded.states = zip(initial, checkpoint.states).map { state, values in
        var state = state
        _ = state.restore(values)
        return state
      }
    }
    try LanguageModel.encode(manifest, to: manifestPath)
    metrics = try MetricsFile(directory: directory, keepingUntil: progress.step)
    var plan = task.plan
    plan.steps = Self.totalSteps(configuration, task)
    plan.firstStep = progress.step
    plan.shards = shards
    plan.threads = min(threads, shards)
    self.plan = plan
  }

  /// Trains until the end of the run.
  ///
  /// - Parameters:
  ///   - shouldStop: asked after every step; true saves and ends the run.
  ///   - report: receives what happens.
  ///   - sample: a text of the weights as they are.
  /// - Returns: how the run ended; the directory holds the best model, or without validation the
  ///   latest.
  /// - Throws: `TrainingError.notFinite`, or `FileError` if something cannot be saved.
  func run(
    shouldStop: () -> Bool, report: (TrainingEvent) -> Void,
    sample: ((Parameters, _ step: Int) throws -> String)? = nil
  ) throws -> TrainingSummary {
    report(.started(plan))
    if progress.step == 0 { try save() }
    let clock = ContinuousClock()
    var last = clock.now
    var ending = TrainingSummary.Ending.complete
    var recent = RunningMean()
    var speed = RunningSpeed()
    let evaluateEvery =
      configuration.evaluateEvery ?? max(Self.evaluateAtMostEvery, task.stepsPerEpoch)

    while progress.step < plan.steps && fraction < 1 {
      let step = try update()
      let now = clock.now
      let elapsed = last.duration(to: now) / .seconds(1)
      last = now
      progress.seconds += elapsed
      recent.add(step.loss.mean)
      let event = StepReport(
        step: progress.step, epoch: epoch, tokens: progress.tokens, seconds: progress.seconds,
        nats: step.loss.mean, rate: step.rate, gradientNorm: step.norm,
        tokensPerSecond: speed.add(step.loss.count, elapsed), fraction: fraction)
      report(.step(event))

      let isLast = progress.step >= plan.steps || fraction >= 1
      if progress.step % Self.reportEvery == 0 || isLast {
        try metrics.append([
          ("step", Double(event.step)), ("epoch", event.epoch), ("tokens", Double(event.tokens)),
          ("seconds", event.seconds), ("train_nats", recent.take()), ("rate", event.rate),
          ("gradient_norm", event.gradientNorm), ("tokens_per_second", event.tokensPerSecond),
        ])
      }
      if let sample, let every = configuration.sampleEvery, progress.step % every == 0 {
        report(.sample(step: progress.step, text: try sample(parameters, progress.step)))
      }
      let stops = shouldStop()
      if progress.step % evaluateEvery == 0 || isLast {
        if let evaluation = try evaluate() { report(.evaluation(evaluation)) }
        try checkpoint(report)
        if let patience = configuration.patience, progress.withoutGain >= patience {
          ending = .patience
          break
        }
      }
      if progress.seconds - savedSeconds > Self.saveEvery {
        try checkpoint(report)
      }
      if stops && !isLast {
        ending = .stopped
        break
      }
    }
    if savedStep != progress.step { try checkpoint(report) }
    return TrainingSummary(
      ending: ending, steps: progress.step, tokens: progress.tokens, seconds: progress.seconds,
      bestValidNatsPerToken: progress.bestNats, bestStep: progress.bestStep,
      parameters: task.network.layout.count)
  }

  // MARK: - One step

  /// Applies one update, or throws without applying it.
  private func update() throws -> (loss: LossSum, rate: Double, norm: Double) {
    let step = progress.step
    let batch = task.batch(step)
    let before = sharded.states
    let (loss, gradient, norm) = sharded.lossAndGradient(
      parameters, tokens: batch.tokens, key: RandomSource.key(configuration.seed, step, 0, 0),
      batch: batch.lanes)
    let rate = currentRate
    guard loss.nats.isFinite && norm.isFinite else {
      sharded.states = before
      throw notFinite(step: step + 1, loss.nats.isFinite ? "gradient" : "loss", rate: rate)
    }
    optimizer.update(
      &parameters, gradient, step: step + 1, rate: rate,
      clipping: Clipping(
        norm: norm, limit: configuration.clipNorm, value: configuration.clipValue),
      team: sharded.team)
    guard parameters.isFinite else {
      throw notFinite(step: step + 1, "update", rate: rate)
    }
    progress.step += 1
    progress.tokens += loss.count
    return (loss, rate, norm)
  }

  /// The error; what was reached before is saved, unless an update has spoilt it already.
  private func notFinite(step: Int, _ what: String, rate: Double) -> TrainingError {
    if parameters.isFinite { try? save() }
    return TrainingError.notFinite(step: step, what: what, rate: rate, saved: savedStep)
  }

  private var epoch: Double { Double(progress.tokens) / Double(task.tokensPerEpoch) }

  private var currentRate: Double {
    configuration.optimizer.peakRate * configuration.schedule.factor(scheduleProgress)
  }

  /// How much of the run is done, by steps or by time.
  private var fraction: Double {
    let bySteps = Double(progress.step) / Double(plan.steps)
    let byTime = configuration.minutes.map { progress.seconds / ($0 * 60) } ?? 0
    return min(1, max(bySteps, byTime))
  }

  private var scheduleProgress: Schedule.Progress {
    Schedule.Progress(
      step: progress.step, totalSteps: plan.steps, fraction: fraction, epoch: epoch,
      falls: progress.falls)
  }

  private static func totalSteps(_ configuration: TrainingConfiguration, _ task: Task) -> Int {
    let limited = configuration.steps != nil || configuration.minutes != nil
    let epochs = configuration.epochs ?? (limited ? nil : TrainingConfiguration.defaultEpochs)
    let byEpochs = epochs.map { task.steps(epochs: $0).rounded(.up) }
    let steps = min(byEpochs ?? .infinity, configuration.steps.map(Double.init) ?? .infinity)
    return max(1, Int(min(steps, 1e12)))
  }

  // MARK: - Measuring and saving

  private func saveModel(_ measurement: Measurement?) throws {
    var record = TrainingRecord()
    record.trainingTokens = plan.trainingTokens
    record.validationTokens = plan.validationTokens
    record.steps = progress.step
    record.tokens = progress.tokens
    record.seconds = (progress.seconds * 10).rounded() / 10
    record.options = configuration.flags
    record.validNatsPerToken = measurement?.nats
    record.validAccuracy = measurement?.accuracy
    record.validF1 = measurement?.f1
    try task.save(parameters, record, to: directory)
  }

  private func evaluate() throws -> EvaluationReport? {
    guard let measurement = task.measure(parameters) else { return nil }
    let isBest =
      measurement.nats.isFinite && progress.bestNats.map { measurement.nats < $0 } ?? true
    if isBest {
      progress.bestNats = measurement.nats
      progress.bestStep = progress.step
      progress.withoutGain = 0
      try saveModel(measurement)
    } else {
      progress.withoutGain += 1
      progress.falls += 1
    }
    try metrics.append([("step", Double(progress.step))] + measurement.figures)
    return EvaluationReport(
      step: progress.step, natsPerToken: measurement.nats,
      bitsPerCharacter: measurement.bitsPerCharacter, accuracy: measurement.accuracy,
      f1: measurement.f1, isBest: isBest)
  }

  /// Writes the checkpoint, and the model if no better one stands there.
  private func save() throws {
    let checkpoint = TrainingCheckpoint(
      parameters: parameters, moments: optimizer.moments,
      states: sharded.states.map(\.storedValues), progress: progress)
    try checkpoint.write(to: ModelFile.checkpoint.path(in: directory), task.network)
    if progress.bestNats == nil { try saveModel(nil) }
    savedStep = progress.step
    savedSeconds = progress.seconds
  }

  /// Saves, and says so.
  private func checkpoint(_ report: (TrainingEvent) -> Void) throws {
    try save()
    report(.saved(step: progress.step))
  }
}

/// The mean of what was added since it was last taken.
private struct RunningMean {
  private var sum = 0.0
  private var count = 0.0

  mutating func add(_ value: Double) {
    sum += value
    count += 1
  }

  mutating func take() -> Double {
    defer { self = RunningMean() }
    return sum / count
  }
}

/// Tokens a second over the last steps.
private struct RunningSpeed {
  private var history: [(tokens: Int, seconds: Double)] = []

  mutating func add(_ tokens: Int, _ seconds: Double) -> Double {
    history.append((tokens, seconds))
    if history.count > 20 { history.removeFirst() }
    return Double(history.reduce(0) { $0 + $1.tokens }) / history.reduce(0) { $0 + $1.seconds }
  }
}
