public import CharLM
internal import CharNetwork
package import CharNumerics

/// Trains a model in a model directory: a language model, a tagger or a classifier.
///
///     let data = try TrainingData(CorpusReader(paths: ["songs.txt"]), configuration)
///     let trainer = try Trainer(data, configuration, directory: "models/songs")
///     let (model, summary) = try trainer.run()
///
/// Taggers and classifiers learn from `LabelData`:
///
///     let reader = LabeledReader(paths: ["train.tsv"], format: .columns)
///     let data = try LabelData(reader, format: .columns, configuration)
///     let trainer = try Trainer<Tagger>(data, configuration, directory: "models/punctuation")
///
/// On one kind of processor the same data, configuration and seed give bit-identical weights, for
/// any number of threads, and whether or not the run was stopped and resumed. The exception is a
/// limit by `minutes`, since timing is not reproducible.
public final class Trainer<Model: TrainedModel> {
  private let observer: (any TrainingObserver)?
  private let run: any WatchedRun

  /// The configuration of the run.
  public var configuration: TrainingConfiguration { run.configuration }
  /// The model directory.
  public var directory: String { run.path }
  /// A fault injected by tests.
  package var fault: TrainingFault? {
    get { run.fault }
    set { run.fault = newValue }
  }
  /// The clock that `minutes` are counted by; it stands still while the machine sleeps.
  package static var clock: SuspendingClock { SuspendingClock() }
  /// The plan of the run.
  public var plan: TrainingPlan { run.plan }

  /// True if the distribution of held-out lines is measured with the final weights and saved beside a
  /// language model, which takes as long as an evaluation.
  var measuresLines = true

  private init(_ run: any WatchedRun, observer: (any TrainingObserver)?) {
    self.run = run
    self.observer = observer
  }

  /// Trains until the end of the run.
  ///
  ///     let (model, summary) = try trainer.run { event in
  ///       if case .step(let step) = event { print(step.step, step.nats) }
  ///     }
  ///
  /// - Parameter report: called with every event.
  /// - Returns: the model with the lowest validation loss, or the latest without validation, and a
  ///   summary of the run.
  /// - Throws: `TrainingError.diverged`, or `FileError` if a file cannot be written.
  public func run(
    report: (TrainingEvent) -> Void = { _ in }
  ) throws -> (model: Model, summary: TrainingSummary) {
    try run(shouldStop: { false }, report: report)
  }

  /// Trains until the end of the run, or until it is stopped.
  ///
  /// - Parameters:
  ///   - shouldStop: called after every step; true saves and ends the run.
  ///   - report: called with every event.
  /// - Returns: the model with the lowest validation loss, or the latest without validation, and a
  ///   summary of the run.
  /// - Throws: `TrainingError.diverged`, or `FileError` if a file cannot be written.
  public func run(
    shouldStop: () -> Bool, report: (TrainingEvent) -> Void = { _ in }
  ) throws -> (model: Model, summary: TrainingSummary) {
    try run(clock: Self.clock, shouldStop: shouldStop, report: report)
  }

  /// Trains by a clock.
  package func run(
    clock: some Clock<Duration>, shouldStop: () -> Bool = { false },
    report: (TrainingEvent) -> Void = { _ in }
  ) throws -> (model: Model, summary: TrainingSummary) {
    var summary = try run.train(
      clock: clock, observer: observer, shouldStop: shouldStop, report: report)
    let model = try Model(contentsOf: directory, weights: .best, precision: .auto)
    if summary.ending != .stopped { run.test(model.parameters, &summary) }
    if measuresLines { try run.finish(model.parameters) }
    return (model, summary)
  }
}

extension Trainer where Model == LanguageModel {
  /// Prepares the training of a language model without starting it.
  ///
  /// - Parameters:
  ///   - data: the training data.
  ///   - configuration: the configuration; text settings are taken from the data.
  ///   - start: the initial weights. A language model must have the network of the configuration,
  ///     and the tokenizer of the data or one that it was grown from; otherwise this traps.
  ///   - directory: the model directory: new, empty, or one with a run to resume.
  ///   - sources: text sources and settings that `.checkpoint` needs to find in the directory.
  ///   - threads: maximum number of threads; nil = all processors.
  ///   - observer: an observer of the run, for example a writer of TensorBoard files; nil = none.
  ///   - optimizer: a custom optimizer for the network's parameters; nil = that of the
  ///     configuration. A resumed run restores its moments from the checkpoint.
  ///   - schedule: the learning rate as a factor of its peak; nil = as configured.
  /// - Throws: `TrainingError`, `NetworkError`, `FileError`, or `PredictionError.notFinite` for a damaged
  ///   model to start from.
  public convenience init(
    _ data: TrainingData, _ configuration: TrainingConfiguration, start: TrainingStart = .fresh,
    directory: String, sources: TrainingSources = TrainingSources(), threads: Int? = nil,
    observer: (any TrainingObserver)? = nil, optimizer: (any Optimizer)? = nil,
    schedule: ((Schedule.Progress) -> Double)? = nil
  ) throws {
    try self.init(
      data, configuration, start: start, directory: directory, sources: sources,
      threads: threads, observer: observer, optimizer: optimizer, schedule: schedule,
      communicator: OneProcess())
  }

  /// Prepares the training of a language model by several ranks, of which this is 0; a `Follower`
  /// runs on each other one.
  package convenience init(
    _ data: TrainingData, _ configuration: TrainingConfiguration, start: TrainingStart = .fresh,
    directory: String, sources: TrainingSources = TrainingSources(), threads: Int? = nil,
    observer: (any TrainingObserver)? = nil, optimizer: (any Optimizer)? = nil,
    schedule: ((Schedule.Progress) -> Double)? = nil, communicator: any Communicator
  ) throws {
    var configuration = configuration
    configuration.takeText(from: data.settings)
    try data.check(window: configuration.window)
    let manifest = try TrainingManifest(
      configuration, sources, fingerprint: data.fingerprint, threads: threads,
      ranks: communicator.size)
    let task = try LanguageTask(
      data, manifest.configuration, from: start.model, origin: manifest.origin, threads: threads)
    self.init(
      try TrainingRun(
        task, manifest, start, directory: directory, threads: threads ?? processorCount,
        observer: observer, optimizer: optimizer, schedule: schedule,
        communicator: communicator),
      observer: observer)
  }
}

extension Trainer {
  /// Prepares the training of a tagger or classifier without starting it.
  ///
  /// - Parameters:
  ///   - data: the training data: columns for a tagger, lines for a classifier; otherwise this
  ///     traps.
  ///   - configuration: the configuration; text settings are taken from the data.
  ///   - labels: the label settings.
  ///   - start: the initial weights; the data must have the tokenizer of a model.
  ///   - directory: the model directory: new, empty, or one with a run to resume.
  ///   - sources: text sources and settings that `.checkpoint` needs to find in the directory.
  ///   - threads: maximum number of threads; nil = all processors.
  ///   - observer: an observer of the run, for example a writer of TensorBoard files; nil = none.
  ///   - optimizer: a custom optimizer for the network's parameters; nil = that of the
  ///     configuration. A resumed run restores its moments from the checkpoint.
  ///   - schedule: the learning rate as a factor of its peak; nil = as configured.
  /// - Throws: `TrainingError`, `NetworkError`, `FileError`, or `PredictionError.notFinite` for a damaged
  ///   model to start from.
  public convenience init<Kind>(
    _ data: LabelData, _ configuration: TrainingConfiguration,
    labels: LabelConfiguration = LabelConfiguration(), start: TrainingStart = .fresh,
    directory: String, sources: TrainingSources = TrainingSources(), threads: Int? = nil,
    observer: (any TrainingObserver)? = nil, optimizer: (any Optimizer)? = nil,
    schedule: ((Schedule.Progress) -> Double)? = nil
  ) throws where Model == LabelingModel<Kind> {
    var configuration = configuration
    configuration.takeText(from: data.settings)
    let labels = labels.settled(for: data.format)
    let manifest = try TrainingManifest(
      configuration, sources, labels: labels, fingerprint: data.fingerprint, threads: threads)
    let task = try LabelTask<Kind>(
      data, manifest.configuration, labels, from: start.model, origin: manifest.origin,
      threads: threads ?? processorCount)
    self.init(
      try TrainingRun(
        task, manifest, start, directory: directory, threads: threads ?? processorCount,
        observer: observer, optimizer: optimizer, schedule: schedule),
      observer: observer)
  }
}
