public import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText
internal import Foundation

/// Trains a character model in a model directory.
///
///     let data = try TrainingData(CorpusReader(paths: ["songs.txt"]), configuration)
///     let trainer = try Trainer(data, configuration, directory: "models/songs")
///     let (model, summary) = try trainer.run()
///
/// On one kind of processor the same corpus, configuration and seed give the same weights bit for bit,
/// whatever the number of threads, and whether or not the run was stopped and resumed on the way. A
/// limit by `minutes` is the exception: the clock does not repeat.
public final class Trainer {
  /// What the run computes.
  public let configuration: TrainingConfiguration
  /// Its model directory.
  public let directory: String
  /// What it is going to do.
  public let plan: TrainingPlan

  private let data: TrainingData
  private let network: CharacterNetwork
  private let batches: Batches
  private let sharded: ShardedNetwork<CharacterNetwork>
  private let metrics: MetricsFile
  private var parameters: Parameters
  private var optimizer: any Optimizer
  private var progress = TrainingProgress()
  private var savedStep = 0
  private var savedSeconds = 0.0

  /// Seconds of training that a power cut may cost, where evaluations are further apart.
  private static let saveEvery = 120.0

  /// Steps between evaluations where an epoch has fewer.
  private static let evaluateAtMostEvery = 50

  /// Steps between lines of `metrics.jsonl`.
  private static let reportEvery = 10

  /// Prepares a run; nothing is trained yet.
  ///
  /// - Parameters:
  ///   - data: what to learn from.
  ///   - configuration: how.
  ///   - directory: where the model goes; new, empty, or with `resumes` one that holds a run.
  ///   - sources: what `resume` is to find in the directory, besides the configuration.
  ///   - threads: threads at most; nil = all processors.
  ///   - resumes: goes on from the directory's checkpoint.
  /// - Throws: `TrainingError`, `NetworkError`, or `FileError`.
  public init(
    _ data: TrainingData, _ configuration: TrainingConfiguration, directory: String,
    sources: TrainingSources = TrainingSources(), threads: Int? = nil, resumes: Bool = false
  ) throws {
    try configuration.validate()
    if let threads, !(1...4096).contains(threads) {
      throw TrainingError.invalid("threads", value: "\(threads)", allowed: "1 to 4096")
    }
    let threads = threads ?? processorCount
    var warnings = data.warnings
    let lanes = min(configuration.batch, max(1, data.training.count / configuration.window))
    if lanes < configuration.batch {
      warnings.append(
        "the training text of \(data.training.count) tokens is shorter than \(configuration.batch) "
          + "lanes of \(configuration.window) steps; training with \(lanes) lanes")
    }
    let shards = min(configuration.shards ?? threads, lanes)
    var configuration = configuration
    configuration.shards = configuration.shards ?? threads

    network = try CharacterNetwork(
      configuration.network, vocabularySize: data.tokenizer.vocabulary.count)
    try MemoryCheck.training(
      network, window: configuration.window, lanes: lanes, shards: shards,
      tokens: data.training.count + data.validation.count)
    try Trainer.claim(directory, resumes: resumes)

    self.data = data
    self.configuration = configuration
    self.directory = directory
    batches = Batches(data.training, lanes: lanes, window: configuration.window)
    sharded = ShardedNetwork(
      network, window: configuration.window, lanes: lanes, shards: shards, threads: threads,
      precision: configuration.precision)
    var random = RandomSource(seed: configuration.seed)
    parameters = network.layout.initialize(from: &random)
    optimizer = configuration.optimizer.makeOptimizer(count: network.layout.count)

    let manifest = TrainingManifest(
      configuration: configuration, corpus: sources.corpus, validation: sources.validation,
      invalidUTF8: sources.invalidUTF8, fingerprint: data.fingerprint)
    let manifestPath = ModelFile.training.path(in: directory)
    if resumes {
      let old: TrainingManifest = try LanguageModel.decode(manifestPath)
      guard old.fingerprint == manifest.fingerprint else {
        throw TrainingError.otherCorpus(directory)
      }
      let initial = sharded.states
      let checkpoint = try TrainingCheckpoint(
        contentsOf: ModelFile.checkpoint.path(in: directory), network, moments: optimizer.moments,
        states: initial.map(\.values.count))
      parameters = checkpoint.parameters
      optimizer.moments = checkpoint.moments
      progress = checkpoint.progress
      savedStep = progress.step
      savedSeconds = progress.seconds
      sharded.states = zip(initial, checkpoint.states).map { state, values in
        var state = state
        _ = state.replace(with: values)
        return state
      }
    }
    try LanguageModel.encode(manifest, to: manifestPath)
    metrics = try MetricsFile(directory: directory, keepingUntil: progress.step)
    plan = TrainingPlan(
      parameters: network.layout.count, vocabulary: network.vocabularySize,
      trainingTokens: data.training.count, validationTokens: max(0, data.validation.count - 1),
      batch: lanes, steps: Trainer.totalSteps(configuration, batches), firstStep: progress.step,
      shards: shards, threads: min(threads, shards), warnings: warnings)
  }

  /// Trains until the end of the run.
  ///
  /// - Parameters:
  ///   - shouldStop: asked after every step; true saves and ends the run.
  ///   - report: receives what happens.
  /// - Returns: the model with the lowest validation loss, or the latest without validation, and how
  ///   the run ended.
  /// - Throws: `TrainingError.notFinite`, or `FileError` if something cannot be saved.
  public func run(
    shouldStop: () -> Bool = { false }, report: (TrainingEvent) -> Void = { _ in }
  ) throws -> (model: LanguageModel, summary: TrainingSummary) {
    report(.started(plan))
    if progress.step == 0 { try save() }
    let clock = ContinuousClock()
    var last = clock.now
    var ending = TrainingSummary.Ending.complete
    var recent = RunningMean()
    var speed = RunningSpeed()
    let evaluateEvery =
      configuration.evaluateEvery
      ?? max(
        Trainer.evaluateAtMostEvery,
        (batches.tokenCount + batches.tokensPerStep / 2) / batches.tokensPerStep)

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
      if progress.step % Trainer.reportEvery == 0 || isLast {
        try metrics.append([
          "step": Double(event.step), "epoch": event.epoch, "tokens": Double(event.tokens),
          "seconds": event.seconds, "train_nats": recent.take(), "rate": event.rate,
          "gradient_norm": event.gradientNorm, "tokens_per_second": event.tokensPerSecond,
        ])
      }
      if let every = configuration.sampleEvery, progress.step % every == 0 {
        report(.sample(step: progress.step, text: try sample()))
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
      if progress.seconds - savedSeconds > Trainer.saveEvery {
        try checkpoint(report)
      }
      if stops && !isLast {
        ending = .stopped
        break
      }
    }
    if savedStep != progress.step { try checkpoint(report) }
    let summary = TrainingSummary(
      ending: ending, steps: progress.step, tokens: progress.tokens, seconds: progress.seconds,
      bestValidNatsPerToken: progress.bestNats, bestStep: progress.bestStep,
      parameters: network.layout.count)
    return (try LanguageModel(contentsOf: directory), summary)
  }

  // MARK: - One step

  /// Applies one update, or throws without applying it.
  private func update() throws -> (loss: LossSum, rate: Double, norm: Double) {
    let (batches, step) = (batches, progress.step)
    let before = sharded.states
    let (loss, gradient, norm) = sharded.lossAndGradient(
      parameters, tokens: batches.tokensPerStep,
      key: RandomSource.key(configuration.seed, step, 0, 0)
    ) { lanes in batches.batch(step, lanes: lanes) }
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

  private var epoch: Double { Double(progress.tokens) / Double(batches.tokenCount) }

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

  private static func totalSteps(_ configuration: TrainingConfiguration, _ batches: Batches) -> Int
  {
    let limited = configuration.steps != nil || configuration.minutes != nil
    let epochs = configuration.epochs ?? (limited ? nil : TrainingConfiguration.defaultEpochs)
    let byEpochs = epochs.map {
      ($0 * Double(batches.tokenCount) / Double(batches.tokensPerStep)).rounded(.up)
    }
    let steps = min(byEpochs ?? .infinity, configuration.steps.map(Double.init) ?? .infinity)
    return max(1, Int(min(steps, 1e12)))
  }

  // MARK: - Measuring, sampling, saving

  private var model: LanguageModel {
    var record = TrainingRecord()
    // Names only: where the files lie is nobody's business but this machine's.
    record.corpus = data.statistics.inputs
    for i in record.corpus.indices {
      record.corpus[i].name = URL(fileURLWithPath: record.corpus[i].name).lastPathComponent
    }
    record.trainingTokens = plan.trainingTokens
    record.validationTokens = plan.validationTokens
    record.steps = progress.step
    record.tokens = progress.tokens
    record.seconds = (progress.seconds * 10).rounded() / 10
    record.options = configuration.flags
    return LanguageModel(
      tokenizer: data.tokenizer, network: network, parameters: parameters, training: record)
  }

  private func evaluate() throws -> EvaluationReport? {
    guard data.validation.count > 1 else { return nil }
    var model = model
    let values = model.logProbabilities(data.validation[...])
    let nats = -values.reduce(0, +)
    let mean = nats / Double(values.count)
    let isBest = mean.isFinite && progress.bestNats.map { mean < $0 } ?? true
    if isBest {
      progress.bestNats = mean
      progress.bestStep = progress.step
      progress.withoutGain = 0
      model.training?.validNatsPerToken = mean
      try model.save(to: directory)
    } else {
      progress.withoutGain += 1
      progress.falls += 1
    }
    let report = EvaluationReport(
      step: progress.step, natsPerToken: mean,
      bitsPerCharacter: nats / log(2) / Double(data.validationCharacters), isBest: isBest)
    try metrics.append([
      "step": Double(report.step), "valid_nats_per_token": report.natsPerToken,
      "valid_bits_per_character": report.bitsPerCharacter,
    ])
    return report
  }

  private func sample() throws -> String {
    var options = GenerationOptions()
    options.length = 200
    options.sampling.seed = configuration.seed
    return try model.generate("", options, stream: UInt64(progress.step)).text
  }

  /// Writes the checkpoint, and the model if no better one stands there.
  private func save() throws {
    let checkpoint = TrainingCheckpoint(
      parameters: parameters, moments: optimizer.moments, states: sharded.states.map(\.values),
      progress: progress)
    try checkpoint.write(to: ModelFile.checkpoint.path(in: directory), network)
    if progress.bestNats == nil { try model.save(to: directory) }
    savedStep = progress.step
    savedSeconds = progress.seconds
  }

  /// Saves, and says so.
  private func checkpoint(_ report: (TrainingEvent) -> Void) throws {
    try save()
    report(.saved(step: progress.step))
  }

  // MARK: - Before the start

  /// Makes sure that the directory is one this run may write to.
  private static func claim(_ directory: String, resumes: Bool) throws {
    let manager = FileManager.default
    let checkpoint = ModelFile.checkpoint.path(in: directory)
    guard !resumes else {
      guard manager.fileExists(atPath: checkpoint) else {
        throw TrainingError.noCheckpoint(directory)
      }
      return
    }
    if manager.fileExists(atPath: directory) {
      guard LanguageModel.isDirectory(directory) else {
        throw TrainingError.notAModel(directory, found: "a file")
      }
      let content = (try? manager.contentsOfDirectory(atPath: directory)) ?? []
      if content.contains(where: { $0 == ModelFile.configuration.rawValue }) {
        throw TrainingError.modelExists(directory)
      }
      let known = Set(ModelFile.allCases.map(\.rawValue))
      if let other = content.sorted().first(where: { !known.contains($0) && !$0.hasPrefix(".") }) {
        throw TrainingError.notAModel(directory, found: other)
      }
    }
    try LanguageModel.makeDirectory(directory)
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
