public import CharLM
public import CharNetwork
internal import CharNumerics
internal import CharText

/// Trains a tagger in a model directory.
public typealias TaggerTrainer = LabelTrainer<TaggingNetwork>

/// Trains a text classifier in a model directory.
public typealias ClassifierTrainer = LabelTrainer<ClassifyingNetwork>

/// Trains a model that labels text, in a model directory.
///
///     let data = try LabelData(
///       LabelledReader(paths: ["train.tsv"], format: .columns), format: .columns, configuration)
///     let trainer = try TaggerTrainer(data, configuration, directory: "models/punctuation")
///     let (model, summary) = try trainer.run()
///
/// What repeats, and what does not, is as with `Trainer`.
public final class LabelTrainer<N: LabellingNetwork> {
  private let observer: (any TrainingObserver)?
  private let run: TrainingRun<LabelTask<N>>

  /// What the run computes.
  public var configuration: TrainingConfiguration { run.configuration }
  /// Its model directory.
  public var directory: String { run.directory.path }
  /// What it is going to do.
  public var plan: TrainingPlan { run.plan }

  /// Prepares a run; nothing is trained yet.
  ///
  /// - Parameters:
  ///   - data: what to learn from.
  ///   - configuration: how; what decides the text is taken from the data.
  ///   - labels: what is to be known about the labels.
  ///   - directory: where the model goes; new, empty, or with `resumes` one that holds a run.
  ///   - sources: what `resume` is to find in the directory, besides the configuration.
  ///   - threads: threads at most; nil = all processors.
  ///   - resumes: goes on from the directory's checkpoint.
  ///   - observer: watches the run, such as one that writes files for TensorBoard; nil = none.
  /// - Throws: `TrainingError`, `NetworkError`, or `FileError`.
  public init(
    _ data: LabelData, _ configuration: TrainingConfiguration,
    _ labels: LabelConfiguration = LabelConfiguration(), directory: String,
    sources: TrainingSources = TrainingSources(), threads: Int? = nil, resumes: Bool = false,
    observer: (any TrainingObserver)? = nil
  ) throws {
    self.observer = observer
    var (configuration, labels) = (configuration, labels)
    configuration.takeText(from: data.settings)
    labels.pooling =
      N.labelsSequences ? labels.pooling ?? LabelConfiguration.defaultPooling : nil
    let manifest = try TrainingManifest(
      configuration, sources, labels: labels, fingerprint: data.fingerprint, threads: threads)
    let task = try LabelTask<N>(
      data, manifest.configuration, labels, threads: threads ?? processorCount)
    let shards = min(manifest.configuration.shards ?? 1, task.lanes)
    let memory = try MemoryCheck.training(
      task.network, manifest.configuration.optimizer, window: task.window, lanes: task.lanes,
      shards: shards,
      corpus: 8 * data.training.tokens.count)
    run = try TrainingRun(
      task, manifest, directory: directory, memory: memory, threads: threads ?? processorCount,
      resumes: resumes, observer: observer)
  }

  /// Trains until the end of the run.
  ///
  /// - Parameter report: receives what happens.
  /// - Returns: the model with the lowest validation loss, or the latest without validation, and how
  ///   the run ended.
  /// - Throws: `TrainingError.diverged`, or `FileError` if something cannot be saved.
  public func run(
    report: (TrainingEvent) -> Void = { _ in }
  ) throws -> (model: LabellingModel<N>, summary: TrainingSummary) {
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
  ) throws -> (model: LabellingModel<N>, summary: TrainingSummary) {
    let watch = try RunWatch(
      directory: directory, plan, configuration, run: run.id, observer: observer)
    let summary = try run.run(
      shouldStop: shouldStop,
      report: { [run] event in
        report(event)
        if let warning = watch.see(event, run.parameters) { report(warning) }
      })
    return (try LabellingModel(contentsOf: directory), summary)
  }
}
