public import CharLM
internal import CharNetwork
internal import CharNumerics

/// Trains a model in a model directory: a language model, a tagger or a classifier.
///
///     let data = try TrainingData(CorpusReader(paths: ["songs.txt"]), configuration)
///     let trainer = try Trainer(data, configuration, directory: "models/songs")
///     let (model, summary) = try trainer.run()
///
/// Taggers and classifiers learn from `LabelData`:
///
///     let reader = LabelledReader(paths: ["train.tsv"], format: .columns)
///     let data = try LabelData(reader, format: .columns, configuration)
///     let trainer = try Trainer<Tagger>(data, configuration, directory: "models/punctuation")
///
/// On one kind of processor the same data, configuration and seed give the same weights bit for bit,
/// whatever the number of threads, and whether or not the run was stopped and resumed on the way. A
/// limit by `minutes` is the exception: the clock does not repeat.
public final class Trainer<Model: TrainedModel> {
  private let observer: (any TrainingObserver)?
  private let run: any WatchedRun

  /// What the run computes.
  public var configuration: TrainingConfiguration { run.configuration }
  /// Its model directory.
  public var directory: String { run.path }
  /// What spoils the run on purpose, in tests.
  package var fault: TrainingFault? {
    get { run.fault }
    set { run.fault = newValue }
  }
  /// What it is going to do.
  public var plan: TrainingPlan { run.plan }

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
  /// - Parameter report: receives what happens.
  /// - Returns: the model with the lowest validation loss, or the latest without validation, and how
  ///   the run ended.
  /// - Throws: `TrainingError.diverged`, or `FileError` if something cannot be saved.
  public func run(
    report: (TrainingEvent) -> Void = { _ in }
  ) throws -> (model: Model, summary: TrainingSummary) {
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
  ) throws -> (model: Model, summary: TrainingSummary) {
    var summary = try run.train(
      observer: observer, shouldStop: shouldStop, report: report)
    let model = try Model(contentsOf: directory, weights: .best, precision: .auto)
    if summary.ending != .stopped { run.test(model.parameters, &summary) }
    return (model, summary)
  }
}

extension Trainer where Model == LanguageModel {
  /// Prepares the training of a language model; nothing is trained yet.
  ///
  /// - Parameters:
  ///   - data: what to learn from.
  ///   - configuration: how; what decides the text is taken from the data.
  ///   - start: the weights to start from. A language model has the network of the configuration, and
  ///     the tokenizer of the data or one that this has grown from; others trap.
  ///   - directory: where the model goes; new, empty, or one that holds a run to go on with.
  ///   - sources: what `.checkpoint` is to find in the directory, besides the configuration.
  ///   - threads: threads at most; nil = all processors.
  ///   - observer: watches the run, such as one that writes files for TensorBoard; nil = none.
  ///   - optimizer: what turns gradients into updates, of the network's parameters; nil = that of the
  ///     configuration. A run that goes on finds its moments in the checkpoint.
  ///   - schedule: the learning rate as a multiple of its peak; nil = that of the configuration.
  /// - Throws: `TrainingError`, `NetworkError`, or `FileError`.
  public convenience init(
    _ data: TrainingData, _ configuration: TrainingConfiguration, start: TrainingStart = .fresh,
    directory: String, sources: TrainingSources = TrainingSources(), threads: Int? = nil,
    observer: (any TrainingObserver)? = nil, optimizer: (any Optimizer)? = nil,
    schedule: ((Schedule.Progress) -> Double)? = nil
  ) throws {
    var configuration = configuration
    configuration.takeText(from: data.settings)
    try data.check(window: configuration.window)
    let manifest = try TrainingManifest(
      configuration, sources, fingerprint: data.fingerprint, threads: threads)
    let task = try LanguageTask(
      data, manifest.configuration, from: start.model, origin: manifest.origin)
    self.init(
      try TrainingRun(
        task, manifest, start, directory: directory, threads: threads ?? processorCount,
        observer: observer, optimizer: optimizer, schedule: schedule),
      observer: observer)
  }
}

extension Trainer {
  /// Prepares the training of a tagger or classifier; nothing is trained yet.
  ///
  /// - Parameters:
  ///   - data: what to learn from: columns for a tagger, lines for a classifier; others trap.
  ///   - configuration: how; what decides the text is taken from the data.
  ///   - labels: what is to be known about the labels.
  ///   - start: the weights to start from; the data has the tokenizer of a model.
  ///   - directory: where the model goes; new, empty, or one that holds a run to go on with.
  ///   - sources: what `.checkpoint` is to find in the directory, besides the configuration.
  ///   - threads: threads at most; nil = all processors.
  ///   - observer: watches the run, such as one that writes files for TensorBoard; nil = none.
  ///   - optimizer: what turns gradients into updates, of the network's parameters; nil = that of the
  ///     configuration. A run that goes on finds its moments in the checkpoint.
  ///   - schedule: the learning rate as a multiple of its peak; nil = that of the configuration.
  /// - Throws: `TrainingError`, `NetworkError`, or `FileError`.
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
