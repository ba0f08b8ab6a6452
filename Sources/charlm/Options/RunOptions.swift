public import ArgumentParser
public import CharNumerics
import CharSettings
public import CharTraining

extension OptimizerConfiguration.Kind: ExpressibleByArgument {}
extension Schedule.Kind: ExpressibleByArgument {}
extension Averaging.Kind: ExpressibleByArgument {}
extension TrainingPreset: ExpressibleByArgument {}
extension WireFormat: ExpressibleByArgument {}

/// Batches and limits of a run.
struct RunOptions: SettingOptions {
  @Option(help: .setting("batch")) var batch: Int?
  @Option(help: .setting("bptt")) var bptt: Int?
  @Option(help: .setting("epochs")) var epochs: OrNone<Double>?
  @Option(help: .setting("steps")) var steps: OrNone<Int>?
  @Option(help: .setting("minutes")) var minutes: OrNone<Double>?
  @Option(help: .setting("eval-every")) var evalEvery: OrAuto<Int>?
  @Option(help: .setting("patience")) var patience: OrNone<Int>?
  @Option(help: .setting("save-every")) var saveEvery: OrAuto<Int>?
  @Option(help: .setting("keep")) var keep: Int?
  @Option(help: .setting("recoveries")) var recoveries: Int?
  @Option(help: .setting("shards")) var shards: OrAuto<Int>?
  @Option(help: .setting("seed")) var seed: UInt64?

  func apply(to configuration: inout TrainingConfiguration) { change(&configuration) }
}

/// Sampling and monitoring of a language model run.
struct WatchedRunOptions: SettingOptions {
  @Option(help: .setting("sample-every")) var sampleEvery: OrNone<Int>?
  @Flag(inversion: .prefixedNo, help: .setting("doctor")) var doctor: Bool?
}

/// The messages between ranks.
struct RankOptions: SettingOptions {
  @Option(help: .setting("wire")) var wire: WireFormat?
  @Option(help: .setting("sync-every")) var syncEvery: OrNone<Int>?
}

/// The optimizer and its schedule.
struct OptimizerOptions: SettingOptions {
  @Option(help: .setting("optimizer")) var optimizer: OptimizerConfiguration.Kind?
  @Option(help: .setting("rate")) var rate: OrAuto<Double>?
  @Option(help: .setting("momentum")) var momentum: Double?
  @Option(help: .setting("weight-decay")) var weightDecay: OrAuto<Double>?
  @Option(help: .setting("schedule")) var schedule: Schedule.Kind?
  @Option(help: .setting("warmup")) var warmup: OrAuto<Int>?
  @Option(help: .setting("rate-decay")) var rateDecay: Double?
  @Option(help: .setting("rate-decay-epochs")) var rateDecayEpochs: Double?
  @Option(help: .setting("clip-norm")) var clipNorm: OrNone<Double>?
  @Option(help: .setting("clip-value")) var clipValue: OrNone<Double>?
  @Option(help: .setting("average")) var average: OrNone<Averaging.Kind>?
  @Option(help: .setting("average-decay")) var averageDecay: Double?

  func apply(to configuration: inout TrainingConfiguration) throws {
    if let optimizer, optimizer != configuration.optimizer.kind {
      // The rate belonged to another optimizer.
      configuration.optimizer.rate = nil
    }
    if let average, average.value != configuration.averaging?.kind { configuration.averaging = nil }
    change(&configuration)
    if averageDecay != nil, configuration.averaging == nil {
      throw SettingError.conflict("`averaging.decay` needs `averaging.kind`")
    }
  }
}
