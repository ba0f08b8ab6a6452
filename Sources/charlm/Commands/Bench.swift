import ArgumentParser
import CharLM
import CharNetwork
import CharNumerics
import CharTraining
import Foundation

/// The command `charlm bench`.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time training, sampling and evaluation on random data.")

  /// What is timed.
  enum Work: String, CaseIterable, ExpressibleByArgument {
    case train, sample, eval, product
  }

  @OptionGroup var network: NetworkOptions

  @Option(help: "Lanes of a batch. (default: \(TrainingConfiguration().batch))")
  var batch: Int?

  @Option(help: "Steps of a window. (default: \(TrainingConfiguration().window))")
  var bptt: Int?

  @Option(help: "Tokens of the vocabulary. (default: 96)")
  var vocabulary: Int?

  @OptionGroup var precision: TrainingPrecisionOption

  @Option(help: "Threads. (default: all processors)")
  var threads: Int?

  @Option(help: "What is timed; product is the limit of all others. (default: train)")
  var work: Work?

  @Flag(help: "Print one JSON object.")
  var json = false

  private var configuration: TrainingConfiguration {
    var configuration = TrainingConfiguration()
    network.apply(to: &configuration.network)
    configuration.batch = batch ?? configuration.batch
    configuration.window = bptt ?? configuration.window
    return configuration
  }

  func validate() throws {
    try checkingFlags {
      try configuration.validate()
      _ = try CharacterNetwork(configuration.network, vocabularySize: vocabulary ?? 96)
    }
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("threads: \(threads) is out of range; give 1 to 4096")
    }
  }

  func run() throws {
    let work = work ?? .train
    let benchmark = try Benchmark(
      configuration, vocabularySize: vocabulary ?? 96, threads: threads ?? processorCount,
      trains: work == .train)
    let result: Benchmark.Result =
      switch work {
      case .train: benchmark.train()
      case .sample: benchmark.sample()
      case .eval: benchmark.evaluate()
      case .product: benchmark.product()
      }
    if json {
      try Console.line(
        JSON.object([
          ("work", .string(work.rawValue)),
          ("tokens_per_second", .number(result.tokensPerSecond)),
          ("gflops", .number(result.gflops)), ("seconds", .number(result.seconds)),
          ("runs", .integer(result.runs)),
        ]).text)
    } else {
      try Console.line(
        "\(work.rawValue): \(result.tokensPerSecond.short) tokens a second, "
          + "\(result.gflops.fixed(1)) Gflop/s, median of \(result.runs) runs of "
          + "\((result.seconds * 1000).fixed(2)) ms")
    }
  }
}
