internal import CharIO
internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import Foundation

/// The training loop of any task: updates, evaluations, checkpoints.
final class TrainingRun<Task: TrainingTask> {
  private(set) var configuration: TrainingConfiguration
  let directory: TrainingDirectory
  /// Identifier of this run; nil in earlier versions.
  let id: String?
  private(set) var plan: TrainingPlan

  var task: Task
  let learner: Learner
  let leader: Leader
  var metrics: MetricsFile
  /// The learning rate as a factor of its peak; nil = as configured.
  let schedule: ((Schedule.Progress) -> Double)?
  var average: WeightAverage?
  var progress = TrainingProgress()
  /// The state restored on recovery.
  var good: TrainingCheckpoint
  /// The step of the checkpoint on disk, and the seconds of training until then.
  var savedStep: Int?
  var savedSeconds = 0.0
  /// A fault injected by tests.
  var fault: TrainingFault?

  /// Maximum seconds of training lost in a power failure, if evaluations are further apart.
  private static var saveEvery: Double { 120 }

  /// Minimum steps between evaluations by default.
  private static var evaluateAtMostEvery: Int { 50 }

  /// Steps between lines of `metrics.jsonl`.
  private static var reportEvery: Int { 10 }

  /// Steps between states kept for recovery.
  private static var keepGoodEvery: Int { 50 }

  /// Prepares a run without starting it.
  ///
  /// - Parameters:
  ///   - task: the training task.
  ///   - manifest: the settings at the start of the run.
  ///   - start: the initial weights, which the task contains, or the checkpoint.
  ///   - directory: the model directory.
  ///   - threads: maximum number of threads.
  ///   - observer: an observer of the run; nil = none.
  ///   - optimizer: a custom optimizer; nil = as configured.
  ///   - schedule: a custom schedule; nil = as configured.
  ///   - communicator: the ranks of the run, of which this is 0.
  /// - Throws: `TrainingError`, `PredictionError`, `RankError`, or `FileError`.
  convenience init(
    _ task: Task, _ manifest: TrainingManifest, _ start: TrainingStart, directory: String,
    threads: Int, observer: (any TrainingObserver)?, optimizer: (any Optimizer)?,
    schedule: ((Schedule.Progress) -> Double)?, communicator: any Communicator = OneProcess()
  ) throws {
    let memory = try MemoryCheck.training(
      task, manifest.configuration, threads: threads, ranks: communicator.size)
    let resumes = start.isCheckpoint
    // Check everything before writing anything that would block a second attempt.
    guard manifest.configuration.syncEvery == nil || communicator.size > 1 else {
      throw TrainingError.oneRank
    }
    try TrainingDirectory.check(directory, resumes: resumes)
    if start.model != nil { try task.checkStart(manifest.configuration, threads: threads) }
    var manifest = manifest
    let previous = resumes ? try manifest.goOn(in: directory) : nil
    try observer?.check(run: manifest.id)
    var leader = Leader(communicator)
    try leader.start(
      manifest, shards: task.shards(manifest.configuration, threads: threads))
    let place = try TrainingDirectory(directory, resumes: resumes)
    try self.init(
      task, manifest, place, memory: memory, threads: threads, previous: previous,
      optimizer: optimizer, schedule: schedule, leader: leader)
  }

  /// The current weights.
  var parameters: Parameters { learner.parameters }

  // `previous` is the earlier configuration of a resumed run; nil for a new one.
  private init(
    _ task: Task, _ manifest: TrainingManifest, _ directory: TrainingDirectory, memory: Double,
    threads: Int, previous: TrainingConfiguration?, optimizer: (any Optimizer)?,
    schedule: ((Schedule.Progress) -> Double)?, leader: Leader
  ) throws {
    let configuration = manifest.configuration
    id = manifest.id
    let network = task.network
    self.task = task
    self.configuration = configuration
    self.directory = directory
    self.leader = leader
    learner = task.makeLearner(
      configuration, threads: threads, optimizer: optimizer, communicator: leader.communicator)
    self.schedule = schedule
    average = configuration.averaging.map { _ in WeightAverage(network.layout) }
    good = TrainingCheckpoint(
      parameters: learner.parameters, moments: learner.optimizer.moments,
      states: leader.states(learner), average: nil, progress: progress)

    var plan = task.plan
    let manifestPath = ModelFile.training.path(in: directory.path)
    if previous != nil {
      let expected = (good.moments, good.states.map(\.count))
      let (checkpoint, warning) = try directory.latestCheckpoint {
        try TrainingCheckpoint(
          contentsOf: $0, network, moments: expected.0, states: expected.1)
      }
      plan.warnings += warning.map { [$0] } ?? []
      metrics = try MetricsFile(
        directory: directory.path, keepingUntil: checkpoint.progress.step)
      self.plan = plan
      good = checkpoint
      restore(checkpoint)
      (savedStep, savedSeconds) = (progress.step, progress.seconds)
    } else {
      // The checkpoint comes first: a directory with a manifest can be resumed.
      try directory.write(good, network, previous: nil, keep: configuration.keptCheckpoints)
      leader.restore(good.learning, learner)
      savedStep = 0
      metrics = try MetricsFile(directory: directory.path, keepingUntil: 0)
      self.plan = plan
    }
    self.plan.steps = Self.totalSteps(configuration, task)
    self.plan.firstStep = progress.step
    self.plan.shards = task.shards(configuration, threads: threads)
    let ranks = leader.communicator.size
    self.plan.threads = min(threads, (self.plan.shards + ranks - 1) / ranks)
    self.plan.ranks = ranks
    self.plan.memory = memory
    foresee()
    settle(previous ?? configuration)
    if let previous, let jump = rateJump(from: previous) { self.plan.warnings.append(jump) }
    var settled = manifest
    settled.configuration = self.configuration
    try JSONFile.write(settled, to: manifestPath)
  }

  /// Fills in unset values that depend on the data and the speed.
  ///
  /// - Parameter start: the configuration given at the start.
  private func settle(_ start: TrainingConfiguration) {
    let steps = progress.plannedSteps ?? Self.totalSteps(start, task)
    configuration.schedule.warmup = configuration.schedule.warmup(totalSteps: steps)
    configuration.evaluateEvery =
      configuration.evaluateEvery ?? max(Self.evaluateAtMostEvery, task.stepsPerEpoch)
  }

  /// Returns a warning if new limits change the learning rate abruptly.
  private func rateJump(from previous: TrainingConfiguration) -> String? {
    guard progress.step > 0 else { return nil }
    let steps = Self.totalSteps(previous, task)
    let before = rate(
      totalSteps: steps, fraction: fraction(of: steps, minutes: previous.minutes))
    let now = currentRate
    guard now > before * 1.1 || now < before / 1.1 else { return nil }
    func text(_ rate: Double) -> String { String(format: "%.2g", rate) }
    return
      "with the new limits the \(configuration.schedule.kind.rawValue) schedule is another: the "
      + "learning rate goes from \(text(before)) to \(text(now)) at once"
  }

  /// The limit that ends the run, once it has ended.
  private var limit: TrainingSummary.Limit {
    guard progress.step >= plan.steps else { return .minutes }
    let (bySteps, byEpochs) = Self.mostSteps(configuration, task)
    return bySteps <= byEpochs ? .steps : .epochs
  }

  /// The largest numbers of updates by the limits of steps and of epochs; infinite without a limit.
  private static func mostSteps(
    _ configuration: TrainingConfiguration, _ task: Task
  ) -> (bySteps: Double, byEpochs: Double) {
    (
      configuration.steps.map(Double.init) ?? .infinity,
      configuration.epochLimit.map { task.steps(epochs: $0).rounded(.up) } ?? .infinity
    )
  }

  private static func totalSteps(_ configuration: TrainingConfiguration, _ task: Task) -> Int {
    let (bySteps, byEpochs) = mostSteps(configuration, task)
    return max(1, Int(min(bySteps, byEpochs, 1e12)))
  }

  /// Times a step without applying it, and estimates the duration of the run.
  private func foresee() {
    guard progress.step < plan.steps && fraction < 1 else { return }
    leader.order(.rehearse(step: progress.step))
    let seconds = task.rehearse(step: progress.step, with: learner)
    let left = Double(plan.steps - progress.step) * seconds
    guard let minutes = configuration.minutes else {
      plan.expectedSeconds = left
      return
    }
    let time = minutes * 60 - progress.seconds
    let steps = progress.step + Int(min(1e12, time / seconds))
    progress.plannedSteps = progress.plannedSteps ?? max(1, min(steps, plan.steps))
    plan.expectedSteps = min(steps, plan.steps)
    plan.expectedSeconds = min(left, time)
  }

  /// Trains until the end of the run.
  ///
  /// - Parameters:
  ///   - clock: the clock that `minutes` are counted by.
  ///   - shouldStop: called after every step; true saves and ends the run.
  ///   - tell: called with every event.
  /// - Returns: a summary of the run; the directory contains the best model, or without validation
  ///   the latest.
  /// - Throws: `TrainingError.diverged`, or `FileError` if a file cannot be written.
  func run(
    clock: some Clock<Duration>, shouldStop: () -> Bool, report tell: (TrainingEvent) -> Void
  ) throws -> TrainingSummary {
    var watching = Duration.zero
    func report(_ event: TrainingEvent) { watching += clock.measure { tell(event) } }
    report(.started(plan))
    if progress.bestNats == nil { try saveModel(parameters, nil) }
    var last = clock.now
    var ending = TrainingSummary.Ending.complete
    var speed = RunningSpeed()
    // The loss of the last step that had targets.
    var nats = 0.0
    let evaluateEvery = configuration.evaluateEvery ?? Self.evaluateAtMostEvery

    var stops = false
    while progress.step < plan.steps && (fraction < 1 || !haveOneState(after: progress.step)) {
      let outcome = try update()
      let now = clock.now
      let elapsed = last.duration(to: now) / .seconds(1)
      last = now
      progress.seconds += elapsed
      let step: AppliedStep
      switch outcome {
      case .applied(let applied): step = applied
      case .trouble(let trouble, let nats):
        report(.recovered(try recover(trouble, nats)))
        continue
      }
      if step.loss.count > 0 {
        nats = step.loss.mean
        progress.recent.add(nats)
      }
      let event = StepReport(
        step: progress.step, epoch: epoch, tokens: progress.tokens, seconds: progress.seconds,
        nats: nats, rate: step.rate, gradientNorm: step.norm,
        tokensPerSecond: speed.add(step.loss.count, elapsed), fraction: fraction)
      report(.step(event))

      let isLast = progress.step >= plan.steps || fraction >= 1
      if progress.step % Self.reportEvery == 0 || isLast {
        try metrics.append([
          ("step", Double(event.step)), ("epoch", event.epoch), ("tokens", Double(event.tokens)),
          ("seconds", event.seconds), ("train_nats", progress.recent.take()), ("rate", event.rate),
          ("gradient_norm", event.gradientNorm), ("tokens_per_second", event.tokensPerSecond),
        ])
      }
      stops = stops || shouldStop()
      guard haveOneState(after: progress.step) else { continue }
      if let every = configuration.sampleEvery, passes(every),
        let text = try task.sample(parameters, step: progress.step)
      {
        report(.sample(step: progress.step, text: text))
      }
      if passes(evaluateEvery) || isLast {
        if let evaluation = try evaluate() { report(.evaluation(evaluation)) }
        try checkpoint(report)
        if let patience = configuration.patience, progress.withoutGain >= patience {
          ending = .patience
          break
        }
      } else if isDue {
        try checkpoint(report)
      } else if passes(Self.keepGoodEvery) {
        keepAsGood()
      }
      if stops && !isLast {
        ending = .stopped
        break
      }
    }
    if savedStep != progress.step { try checkpoint(report) }
    return TrainingSummary(
      ending: ending, limit: ending == .complete ? limit : nil, steps: progress.step,
      tokens: progress.tokens, seconds: progress.seconds,
      bestValidNatsPerToken: progress.bestNats, bestStep: progress.bestStep,
      validBitsPerCharacter: progress.bestBits, epochs: epoch, corpusTokens: task.tokensPerEpoch,
      precision: configuration.precision.forTraining, parameters: task.network.layout.count,
      watchingSeconds: watching / .seconds(1))
  }

  /// True if a checkpoint is due.
  private var isDue: Bool {
    if let every = configuration.saveEvery { return passes(every) }
    return progress.seconds - savedSeconds > Self.saveEvery
  }

  /// Epochs of data read.
  var epoch: Double { Double(progress.tokens) / Double(task.tokensPerEpoch) }

  /// Completed fraction of the run, by steps or by time.
  var fraction: Double { fraction(of: plan.steps, minutes: configuration.minutes) }

  private func fraction(of steps: Int, minutes: Double?) -> Double {
    let bySteps = Double(progress.step) / Double(steps)
    let byTime = minutes.map { progress.seconds / ($0 * 60) } ?? 0
    return min(1, max(bySteps, byTime))
  }
}

/// Tokens per second over the last steps.
private struct RunningSpeed {
  private var history: [(tokens: Int, seconds: Double)] = []

  mutating func add(_ tokens: Int, _ seconds: Double) -> Double {
    history.append((tokens, seconds))
    if history.count > 20 { history.removeFirst() }
    return Double(history.reduce(0) { $0 + $1.tokens }) / history.reduce(0) { $0 + $1.seconds }
  }
}
