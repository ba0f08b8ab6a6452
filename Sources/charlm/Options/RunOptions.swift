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
  var epochs: OrNone<Double>?

  @Option(help: "Updates at most; none = any number. (default: none)")
  var steps: OrNone<Int>?

  @Option(help: "Minutes of training at most; none = any time. (default: none)")
  var minutes: OrNone<Double>?

  @Option(
    help: "Steps between evaluations; auto = an epoch, or 50 if that is more. (default: auto)")
  var evalEvery: OrAuto<Int>?

  @Option(help: "Evaluations without gain before training stops; none = never. (default: none)")
  var patience: OrNone<Int>?

  @Option(
    help: "Steps between checkpoints; auto = evaluations, and every two minutes. (default: auto)")
  var saveEvery: OrAuto<Int>?

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
      Parts of a batch, one a thread; the result depends on it; auto = as threads at the first \
      start. (default: auto)
      """)
  var shards: OrAuto<Int>?

  @Option(help: "Where chance comes from. (default: \(defaults.seed))")
  var seed: UInt64?

  func apply(to configuration: inout TrainingConfiguration) {
    configuration.batch = batch ?? configuration.batch
    configuration.window = bptt ?? configuration.window
    if let epochs { configuration.epochs = epochs.value }
    if let steps { configuration.steps = steps.value }
    if let minutes { configuration.minutes = minutes.value }
    if let evalEvery { configuration.evaluateEvery = evalEvery.value }
    if let patience { configuration.patience = patience.value }
    if let saveEvery { configuration.saveEvery = saveEvery.value }
    configuration.keptCheckpoints = keep ?? configuration.keptCheckpoints
    configuration.recoveries = recoveries ?? configuration.recoveries
    if let shards { configuration.shards = shards.value }
    configuration.seed = seed ?? configuration.seed
  }
}

/// How gradients become updates.
struct OptimizerOptions: ParsableArguments {
  private static let defaults = TrainingConfiguration()

  @Option(help: "The optimizer. (default: \(defaults.optimizer.kind.rawValue))")
  var optimizer: OptimizerConfiguration.Kind?

  @Option(help: "Learning rate at its highest; auto = the optimizer's. (default: \(rates))")
  var rate: OrAuto<Double>?

  private static let rates = OptimizerConfiguration.Kind.allCases
    .map { "\($0.rawValue) \($0.defaultRate)" }.joined(separator: ", ")

  private static let decays = OptimizerConfiguration.Kind.allCases
    .map { "\($0.rawValue) \($0.defaultDecay)" }.joined(separator: ", ")

  @Option(
    help: "Momentum of sgd and muon, 0 to less than 1. (default: \(defaults.optimizer.momentum))")
  var momentum: Double?

  @Option(help: "Weight decay of matrices; auto = the optimizer's. (default: \(decays))")
  var weightDecay: OrAuto<Double>?

  @Option(help: "Learning rate over time. (default: \(defaults.schedule.kind.rawValue))")
  var schedule: Schedule.Kind?

  @Option(
    help:
      "Steps from 0 up to the rate; auto = with cosine a twentieth of the run, 100 at most; else 0. (default: auto)"
  )
  var warmup: OrAuto<Int>?

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
  var clipNorm: OrNone<Double>?

  @Option(help: "Largest element of the gradient; none = any. (default: none)")
  var clipValue: OrNone<Double>?

  @Option(
    help: """
      A mean of the weights to measure beside them, the better of which becomes the model: ema, the \
      exponential one, or polyak, of all since validation stopped to gain. (default: none)
      """)
  var average: OrNone<Averaging.Kind>?

  @Option(help: "How much of ema is left a step later. (default: \(Averaging(.ema).decay))")
  var averageDecay: Double?

  func apply(to configuration: inout TrainingConfiguration) {
    if let average, average.value != configuration.averaging?.kind {
      configuration.averaging = average.value.map(Averaging.init)
    }
    if let averageDecay { configuration.averaging?.decay = averageDecay }
    if let optimizer, optimizer != configuration.optimizer.kind {
      configuration.optimizer.kind = optimizer
      configuration.optimizer.rate = nil
    }
    if let rate { configuration.optimizer.rate = rate.value }
    configuration.optimizer.momentum = momentum ?? configuration.optimizer.momentum
    if let weightDecay { configuration.optimizer.weightDecay = weightDecay.value }
    configuration.schedule.kind = schedule ?? configuration.schedule.kind
    if let warmup { configuration.schedule.warmup = warmup.value }
    configuration.schedule.decay = rateDecay ?? configuration.schedule.decay
    configuration.schedule.decayEpochs = rateDecayEpochs ?? configuration.schedule.decayEpochs
    if let clipNorm { configuration.clipNorm = clipNorm.value }
    if let clipValue { configuration.clipValue = clipValue.value }
  }
}
