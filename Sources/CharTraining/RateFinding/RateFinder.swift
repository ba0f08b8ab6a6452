internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText
internal import Foundation

/// Finds a learning rate for data and a configuration in a short run that writes nothing.
///
///     let sweep = try RateFinder(data, configuration).sweep()
///     print(sweep.advisedRate ?? .nan)
///
/// Weights, batches and optimizer are those of a `Trainer` at the start, but the rate grows by a
/// constant factor at each update. The same data, configuration and shards give the same sweep.
public struct RateFinder {
  private let configuration: TrainingConfiguration
  private let task: any TrainingTask
  private let threads: Int
  /// Number of updates of a complete sweep.
  public let steps: Int

  /// Default number of updates.
  public static let defaultSteps = 150
  /// The rates span the optimizer's default divided and multiplied by this.
  public static let range = 1000.0

  /// Prepares a sweep of a language model.
  ///
  /// - Parameters:
  ///   - data: the training data.
  ///   - configuration: the configuration; rate, schedule and limits are ignored.
  ///   - model: a model to continue from instead of fresh weights, as for a `Trainer`.
  ///   - steps: number of updates of a complete sweep, at least 1.
  ///   - threads: maximum number of threads; nil = all processors.
  /// - Throws: `TrainingError`, `NetworkError`, or `PredictionError.notFinite` for a damaged model.
  public init(
    _ data: TrainingData, _ configuration: TrainingConfiguration,
    from model: (any TrainedModel)? = nil, steps: Int = RateFinder.defaultSteps,
    threads: Int? = nil
  ) throws {
    var configuration = configuration
    configuration.takeText(from: data.settings)
    try configuration.validate()
    try data.check(window: configuration.window)
    try self.init(
      LanguageTask(data, configuration, from: model, origin: nil), configuration, steps: steps,
      threads: threads)
  }

  /// Prepares a sweep of a tagger (columns) or a classifier (lines).
  ///
  /// - Parameters:
  ///   - data: the training data.
  ///   - configuration: the configuration; rate, schedule and limits are ignored.
  ///   - labels: the label settings.
  ///   - model: a model to start from instead of fresh weights, as for a `Trainer`.
  ///   - steps: number of updates of a complete sweep, at least 1.
  ///   - threads: maximum number of threads; nil = all processors.
  /// - Throws: `TrainingError`, `NetworkError`, or `PredictionError.notFinite` for a damaged model.
  public init(
    _ data: LabelData, _ configuration: TrainingConfiguration,
    labels: LabelConfiguration = LabelConfiguration(), from model: (any TrainedModel)? = nil,
    steps: Int = RateFinder.defaultSteps, threads: Int? = nil
  ) throws {
    var configuration = configuration
    configuration.takeText(from: data.settings)
    try configuration.validate()
    let labels = labels.settled(for: data.format)
    let count = threads ?? processorCount
    let task: any TrainingTask =
      switch data.format {
      case .columns:
        try LabelTask<TokenLabels>(
          data, configuration, labels, from: model, origin: nil, threads: count)
      case .lines:
        try LabelTask<TextLabels>(
          data, configuration, labels, from: model, origin: nil, threads: count)
      }
    try self.init(task, configuration, steps: steps, threads: threads)
  }

  private init(
    _ task: any TrainingTask, _ configuration: TrainingConfiguration, steps: Int, threads: Int?
  ) throws {
    self.task = task
    self.configuration = configuration
    self.threads = threads ?? processorCount
    self.steps = max(1, steps)
    try MemoryCheck.training(task, configuration, threads: self.threads)
    if task.goesOn { try task.checkStart(configuration, threads: self.threads) }
  }

  /// The unit of the losses: token or label.
  public var unit: String { task.network.head == .nextToken ? "token" : "label" }

  /// The number of parameters.
  public var parameters: Int { task.network.layout.count }

  /// Returns the rate of an update.
  ///
  /// - Parameter step: the index of the update, from 0.
  /// - Returns: the rate.
  public func rate(_ step: Int) -> Double {
    let middle = configuration.optimizer.kind.defaultRate
    let way = steps > 1 ? Double(step) / Double(steps - 1) : 0
    return middle * pow(Self.range, 2 * way - 1)
  }

  /// Trains at a growing rate until the loss explodes.
  ///
  /// - Parameters:
  ///   - shouldStop: called after every update; true ends the sweep.
  ///   - report: called with the sweep so far after every update.
  /// - Returns: the sweep.
  public func sweep(
    shouldStop: () -> Bool = { false }, report: (RateSweep) -> Void = { _ in }
  ) -> RateSweep {
    sweep(task, shouldStop, report)
  }

  private func sweep(
    _ task: some TrainingTask, _ shouldStop: () -> Bool, _ report: (RateSweep) -> Void
  ) -> RateSweep {
    var task = task
    let learner = task.makeLearner(configuration, threads: threads)
    var sweep = RateSweep(steps: steps)
    for step in 0..<steps {
      let batch = task.batch(step)
      let result = learner.step(
        rate: rate(step), tokens: batch.tokens,
        key: RandomSource.key(configuration.seed, step, 0, 0), batch: batch.lanes)
      guard result.trouble == nil || result.trouble == .update else {
        sweep.ending = .notFinite
        return sweep
      }
      sweep.add(rate: rate(step), nats: result.loss.mean)
      report(sweep)
      if sweep.explodes || result.trouble != nil {
        sweep.ending = sweep.explodes ? .exploded : .notFinite
        return sweep
      }
      if shouldStop() && step < steps - 1 {
        sweep.ending = .stopped
        return sweep
      }
    }
    return sweep
  }
}
