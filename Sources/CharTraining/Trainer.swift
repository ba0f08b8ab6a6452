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
  private let tensorBoard: String?
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
  ///   - configuration: how.
  ///   - model: a model to go on from instead of fresh weights. The configuration has its network, and
  ///     the data its tokenizer or one that has grown from it; others trap. Not with `resumes`, which
  ///     finds the weights in the directory.
  ///   - directory: where the model goes; new, empty, or with `resumes` one that holds a run.
  ///   - sources: what `resume` is to find in the directory, besides the configuration.
  ///   - threads: threads at most; nil = all processors.
  ///   - resumes: goes on from the directory's checkpoint.
  ///   - tensorBoard: a folder for files for TensorBoard, of this run alone; nil = none.
  /// - Throws: `TrainingError`, `NetworkError`, or `FileError`.
  public init(
    _ data: TrainingData, _ configuration: TrainingConfiguration, from model: LanguageModel? = nil,
    directory: String,
    sources: TrainingSources = TrainingSources(), threads: Int? = nil, resumes: Bool = false,
    tensorBoard: String? = nil
  ) throws {
    self.tensorBoard = tensorBoard
    let manifest = try TrainingManifest(
      configuration, sources, fingerprint: data.fingerprint, threads: threads)
    let task = try LanguageTask(
      data, manifest.configuration, from: resumes ? nil : model, origin: manifest.origin)
    let shards = min(manifest.configuration.shards ?? 1, task.lanes)
    let memory = try MemoryCheck.training(
      task.network, manifest.configuration.optimizer, window: task.window, lanes: task.lanes,
      shards: shards,
      corpus: data.training.residentBytes + 4 * data.validation.count)
    // Before anything is written that a second try would trip over.
    try TrainingDirectory.check(directory, resumes: resumes)
    if let tensorBoard { try EventFile.check(tensorBoard, startsAnew: !resumes) }
    let place = try TrainingDirectory(directory, resumes: resumes)
    run = try TrainingRun(
      task, manifest, place, memory: memory, threads: threads ?? processorCount,
      resumes: resumes)
  }

  /// Trains until the end of the run.
  ///
  /// - Parameters:
  ///   - shouldStop: asked after every step; true saves and ends the run.
  ///   - report: receives what happens.
  /// - Returns: the model with the lowest validation loss, or the latest without validation, and how
  ///   the run ended.
  /// - Throws: `TrainingError.diverged`, or `FileError` if something cannot be saved.
  public func run(
    shouldStop: () -> Bool = { false }, report: (TrainingEvent) -> Void = { _ in }
  ) throws -> (model: LanguageModel, summary: TrainingSummary) {
    let watch = try RunWatch(
      directory: directory, plan, configuration, tensorBoard: tensorBoard)
    var doctor = Doctor(run.task, plan, configuration, directory: directory)
    var summary = try run.run(
      shouldStop: shouldStop,
      report: { [run] event in
        report(event)
        for finding in doctor.hear(event, look: { run.task.probe(run.parameters) }) {
          report(.finding(finding))
        }
        let warning = watch.see(event, run.parameters) { run.task.gateValues(run.parameters) }
        if let warning { report(warning) }
      }, sample: run.task.sample)
    let conclusion = ContinuousClock().measure { summary.findings = doctor.conclude(summary) }
    summary.watchingSeconds += conclusion / .seconds(1)
    let model = try LanguageModel(contentsOf: directory)
    if summary.ending != .stopped, let losses = model.losses(of: run.task.data.test) {
      (summary.testNatsPerToken, summary.testBitsPerCharacter) = losses
    }
    return (model, summary)
  }
}
