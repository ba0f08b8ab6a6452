public import CharLM
internal import CharNetwork
internal import CharNumerics

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
  private let observer: (any TrainingObserver)?
  private let run: TrainingRun<LanguageTask>

  /// What the run computes.
  public var configuration: TrainingConfiguration { run.configuration }
  /// Its model directory.
  public var directory: String { run.directory.path }
  /// What spoils the run on purpose, in tests.
  package var fault: TrainingFault? {
    get { run.fault }
    set { run.fault = newValue }
  }
  /// What it is going to do.
  public var plan: TrainingPlan { run.plan }

  /// Prepares a run; nothing is trained yet.
  ///
  /// - Parameters:
  ///   - data: what to learn from.
  ///   - configuration: how; what decides the text is taken from the data.
  ///   - model: a model to go on from instead of fresh weights. The configuration has its network, and
  ///     the data its tokenizer or one that has grown from it; others trap. Not with `resumes`, which
  ///     finds the weights in the directory.
  ///   - directory: where the model goes; new, empty, or with `resumes` one that holds a run.
  ///   - sources: what `resume` is to find in the directory, besides the configuration.
  ///   - threads: threads at most; nil = all processors.
  ///   - resumes: goes on from the directory's checkpoint.
  ///   - observer: watches the run, such as one that writes files for TensorBoard; nil = none.
  ///   - optimizer: what turns gradients into updates, of the network's parameters; nil = that of the
  ///     configuration. A run that goes on finds its moments in the checkpoint.
  ///   - schedule: the learning rate as a multiple of its peak; nil = that of the configuration.
  /// - Throws: `TrainingError`, `NetworkError`, or `FileError`.
  public init(
    _ data: TrainingData, _ configuration: TrainingConfiguration, from model: LanguageModel? = nil,
    directory: String,
    sources: TrainingSources = TrainingSources(), threads: Int? = nil, resumes: Bool = false,
    observer: (any TrainingObserver)? = nil, optimizer: (any Optimizer)? = nil,
    schedule: ((Schedule.Progress) -> Double)? = nil
  ) throws {
    self.observer = observer
    var configuration = configuration
    configuration.takeText(from: data.settings)
    try data.check(window: configuration.window)
    let manifest = try TrainingManifest(
      configuration, sources, fingerprint: data.fingerprint, threads: threads)
    let task = try LanguageTask(
      data, manifest.configuration, from: resumes ? nil : model, origin: manifest.origin)
    let shards = min(manifest.configuration.shards ?? 1, task.lanes)
    let memory = try MemoryCheck.training(
      task.network, manifest.configuration.optimizer, window: task.window, lanes: task.lanes,
      shards: shards,
      corpus: data.training.residentBytes + 4 * data.validation.count)
    run = try TrainingRun(
      task, manifest, directory: directory, memory: memory, threads: threads ?? processorCount,
      resumes: resumes, observer: observer, optimizer: optimizer, schedule: schedule)
  }

  /// Trains until the end of the run.
  ///
  ///     let (model, summary) = try trainer.run { event in
  ///       if case .step(let step) = event { print(step.step, step.nats) }
  ///     }
  ///
  /// - Parameter report: receives what happens.
  /// - Returns: the model with the lowest validation loss, or the latest without validation, and how
  ///   the run ended.
  /// - Throws: `TrainingError.diverged`, or `FileError` if something cannot be saved.
  public func run(
    report: (TrainingEvent) -> Void = { _ in }
  ) throws -> (model: LanguageModel, summary: TrainingSummary) {
    try run(shouldStop: { false }, report: report)
  }

  /// Trains until the end of the run, or until it is stopped.
  ///
  /// - Parameters:
  ///   - shouldStop: asked after every step; true saves and ends the run.
  ///   - report: receives what happens.
  /// - Returns: the model with the lowest validation loss, or the latest without validation, and how
  ///   the run ended.
  /// - Throws: `TrainingError.diverged`, or `FileError` if something cannot be saved.
  public func run(
    shouldStop: () -> Bool, report: (TrainingEvent) -> Void = { _ in }
  ) throws -> (model: LanguageModel, summary: TrainingSummary) {
    let watch = try RunWatch(
      directory: directory, plan, configuration, run: run.id, observer: observer)
    var doctor =
      configuration.asksDoctor
      ? Doctor(run.task, plan, configuration, directory: directory) : nil
    var summary = try run.run(
      shouldStop: shouldStop,
      report: { [run] event in
        report(event)
        for finding in doctor?.hear(event, look: { run.task.probe(run.parameters) }) ?? [] {
          report(.finding(finding))
        }
        let warning = watch.see(event, run.parameters) { run.task.gateValues(run.parameters) }
        if let warning { report(warning) }
      }, sample: run.task.sample)
    let conclusion = ContinuousClock().measure {
      summary.findings = doctor?.conclude(summary) ?? []
    }
    summary.watchingSeconds += conclusion / .seconds(1)
    let model = try LanguageModel(contentsOf: directory)
    if summary.ending != .stopped, let losses = model.losses(of: run.task.data.test) {
      (summary.testNatsPerToken, summary.testBitsPerCharacter) = losses
    }
    return (model, summary)
  }
}
