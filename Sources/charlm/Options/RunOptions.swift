public import ArgumentParser
public import CharTraining

extension OptimizerConfiguration.Kind: ExpressibleByArgument {}
extension Schedule.Kind: ExpressibleByArgument {}
extension Averaging.Kind: ExpressibleByArgument {}
extension TrainingPreset: ExpressibleByArgument {}

/// Batches, and when a run ends.
struct RunOptions: ParsableArguments {
  private static let defaults = TrainingConfiguration()

  @Option(help: "Lanes of a batch. (default: \(defaults.batch))")
  var batch: Int?

  @Option(help: "Steps that gradients flow back through. (default: \(defaults.window))")
  var bptt: Int?

  @Option(
    help:
      "Times to read the text. (default: \(Int(TrainingConfiguration.defaultEpochs)), unless --steps or --minutes is given)"
  )
  var epochs: Double?

  @Option(help: "Updates at most.")
  var steps: Int?

  @Option(help: "Minutes of training at most.")
  var minutes: Double?

  @Option(help: "Steps between evaluations. (default: an epoch, or 50 if that is more)")
  var evalEvery: Int?

  @Option(help: "Evaluations without gain before training stops. (default: never)")
  var patience: Int?

  @Option(help: "Steps between checkpoints. (default: at evaluations, and every two minutes)")
  var saveEvery: Int?

  @Option(
    help: "How many of the latest checkpoints to keep. (default: \(defaults.keptCheckpoints))")
  var keep: Int?

  @Option(
    help: """
      How often to go back to earlier weights, with half the rate for a while, when the loss is not \
      finite or explodes, before giving up. (default: \(defaults.recoveries))
      """)
  var recoveries: Int?

  @Option(
    help: """
      Parts of a batch, one a thread; the result depends on it. (default: as threads at the first \
      start)
      """)
  var shards: Int?

  @Option(help: "Where chance comes from. (default: \(defaults.seed))")
  var seed: UInt64?

  /// Whether anything says how long a run is.
  var limitsRun: Bool { epochs != nil || steps != nil || minutes != nil }

  func apply(to configuration: inout TrainingConfiguration) {
    configuration.batch = batch ?? configuration.batch
    configuration.window = bptt ?? configuration.window
    configuration.epochs = epochs ?? configuration.epochs
    configuration.steps = steps ?? configuration.steps
    configuration.minutes = minutes ?? configuration.minutes
    configuration.evaluateEvery = evalEvery ?? configuration.evaluateEvery
    configuration.patience = patience ?? configuration.patience
    configuration.saveEvery = saveEvery ?? configuration.saveEvery
    configuration.keptCheckpoints = keep ?? configuration.keptCheckpoints
    configuration.recoveries = recoveries ?? configuration.recoveries
    configuration.shards = shards ?? configuration.shards
    configuration.seed = seed ?? configuration.seed
  }
}

/// How gradients become updates.
struct OptimizerOptions: ParsableArguments {
  private static let defaults = TrainingConfiguration()

  @Option(help: "The optimizer. (default: \(defaults.optimizer.kind.rawValue))")
  var optimizer: OptimizerConfiguration.Kind?

  @Option(help: "Learning rate at its highest. (default: \(rates))")
  var rate: Double?

  private static let rates = OptimizerConfiguration.Kind.allCases
    .map { "\($0.rawValue) \($0.defaultRate)" }.joined(separator: ", ")

  private static let decays = OptimizerConfiguration.Kind.allCases
    .map { "\($0.rawValue) \($0.defaultDecay)" }.joined(separator: ", ")

  @Option(
    help: "Momentum of sgd and muon, 0 to less than 1. (default: \(defaults.optimizer.momentum))")
  var momentum: Double?

  @Option(help: "Weight decay of matrices. (default: \(decays))")
  var weightDecay: Double?

  @Option(help: "Learning rate over time. (default: \(defaults.schedule.kind.rawValue))")
  var schedule: Schedule.Kind?

  @Option(
    help:
      "Steps from 0 up to the rate. (default: with cosine a twentieth of the run, 100 at most; else 0)"
  )
  var warmup: Int?

  @Option(
    help: """
      What step, exponential and plateau multiply the rate by. (default: \
      \(defaults.schedule.decay))
      """)
  var rateDecay: Double?

  @Option(
    help: """
      Epochs in which step and exponential do so once. (default: \(defaults.schedule.decayEpochs))
      """)
  var rateDecayEpochs: Double?

  @Option(help: "Largest norm of the gradient; none = any. (default: \(defaults.clipNorm ?? 0))")
  var clipNorm: Limit?

  @Option(help: "Largest element of the gradient; none = any. (default: none)")
  var clipValue: Limit?

  @Option(
    help: """
      A mean of the weights to measure beside them, the better of which becomes the model: ema, the \
      exponential one, or polyak, of all since validation stopped to gain. (default: none)
      """)
  var average: Averaging.Kind?

  @Option(help: "How much of ema is left a step later. (default: \(Averaging(.ema).decay))")
  var averageDecay: Double?

  func apply(to configuration: inout TrainingConfiguration) {
    if let average { configuration.averaging = Averaging(average) }
    if let averageDecay { configuration.averaging?.decay = averageDecay }
    if let optimizer, optimizer != configuration.optimizer.kind {
      configuration.optimizer.kind = optimizer
      configuration.optimizer.rate = nil
    }
    configuration.optimizer.rate = rate ?? configuration.optimizer.rate
    configuration.optimizer.momentum = momentum ?? configuration.optimizer.momentum
    configuration.optimizer.weightDecay = weightDecay ?? configuration.optimizer.weightDecay
    configuration.schedule.kind = schedule ?? configuration.schedule.kind
    configuration.schedule.warmup = warmup ?? configuration.schedule.warmup
    configuration.schedule.decay = rateDecay ?? configuration.schedule.decay
    configuration.schedule.decayEpochs = rateDecayEpochs ?? configuration.schedule.decayEpochs
    if let clipNorm { configuration.clipNorm = clipNorm.value }
    if let clipValue { configuration.clipValue = clipValue.value }
  }
}

/// A number, or `none`.
struct Limit: ExpressibleByArgument {
  let value: Double?

  init?(argument: String) {
    if argument == "none" {
      value = nil
    } else if let number = Double(argument) {
      value = number
    } else {
      return nil
    }
  }
}
