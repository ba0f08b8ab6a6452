import ArgumentParser
import CharIO
import CharLM
import CharNetwork
import CharNumerics
import CharReport
import CharText
import CharTraining
import Foundation

/// The command `charlm bench`.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Time training, sampling, evaluation and scoring on random data, or encoding of a text.")

  /// The operation to time.
  enum Work: String, CaseIterable, ExpressibleByArgument {
    case train, sample, eval, score, product, encode
  }

  @OptionGroup var network: NetworkOptions

  @Option(help: "Lanes of a batch. (default: \(TrainingConfiguration().batch))")
  var batch: Int?

  @Option(help: "Steps of a window. (default: \(TrainingConfiguration().window))")
  var bptt: Int?

  @Option(help: "With --work train: the optimizer. (default: adamw)")
  var optimizer: OptimizerConfiguration.Kind?

  @Option(help: "Tokens of the vocabulary. (default: 96)")
  var vocabulary: Int?

  @OptionGroup var precision: ReadingPrecisionOption

  @Option(help: "Threads. (default: all processors)")
  var threads: Int?

  @Option(help: "What is timed; product is the limit of all others. (default: train)")
  var work: Work?

  @Option(help: "With --work encode: the file with the text.")
  var text: String?

  @Option(help: "With --work encode: what one token is. (default: scalar)")
  var unit: TextUnit?

  @Option(help: "With --work encode: Unicode normalization. (default: none)")
  var normalize: Normalization?

  @Option(help: "With --work sample: texts at once. (default: 1)")
  var count: Int?

  @Option(help: "With --work sample: draw from the K likeliest tokens. (default: all)")
  var topK: Int?

  @Option(
    help: """
      With --work sample: draw from the likeliest tokens that make up this share. (default: all)
      """)
  var topP: Double?

  @Option(help: "Seconds that the work goes on for. (default: 4)")
  var seconds: Double?

  @Flag(help: "Print one JSON object.")
  var json = false

  private var configuration: TrainingConfiguration {
    var configuration = TrainingConfiguration()
    network.apply(to: &configuration.network)
    // The optimizer that all peers have.
    configuration.optimizer.kind = optimizer ?? .adamw
    configuration.batch = batch ?? configuration.batch
    configuration.window = bptt ?? configuration.window
    if trains { configuration.precision = precision.precision ?? configuration.precision }
    return configuration
  }

  private var sampling: SamplingOptions {
    var options = SamplingOptions()
    (options.topK, options.topP) = (topK, topP)
    return options
  }

  private var trains: Bool { (work ?? .train) == .train }

  func validate() throws {
    try checkingFlags {
      try configuration.validate()
      try sampling.validate()
      _ = try CharacterNetwork(configuration.network, vocabularySize: vocabulary ?? 96)
    }
    if work == .sample, let vocabulary, !(3...1_000_000).contains(vocabulary) {
      throw ValidationError(
        "vocabulary: \(vocabulary) is out of range with --work sample; give 3 to 1000000")
    }
    if let count, !(1...1024).contains(count) {
      throw ValidationError("count: \(count) is out of range; give 1 to 1024")
    }
    if let seconds, !(seconds > 0 && seconds <= 3600) {
      throw ValidationError("seconds: \(seconds) is out of range; give more than 0, up to 3600")
    }
    if ((work ?? .train) == .encode) != (text != nil) {
      throw ValidationError("--work encode needs --text FILE, and nothing else takes it.")
    }
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("threads: \(threads) is out of range; give 1 to 4096")
    }
  }

  func run() throws {
    let work = work ?? .train
    if work == .encode { return try encode() }
    let benchmark = try Benchmark(
      configuration, vocabularySize: vocabulary ?? 96, precision: precision.precision ?? .auto,
      threads: threads ?? processorCount, trains: trains, seconds: seconds ?? 4)
    let products =
      work == .product ? benchmark.products : [benchmark.productInUse(trains: trains)]
    let results = try products.indices.map { index in
      switch work {
      case .train: benchmark.train()
      case .sample: try benchmark.sample(count: count ?? 1, sampling)
      case .eval: benchmark.evaluate()
      case .score: benchmark.score()
      case .product, .encode: benchmark.product(index)
      }
    }
    let pairs = Array(zip(products, results))
    let table = BenchmarkTable(work: work.rawValue, pairs)
    if json {
      return try Console.line(table.json(peakMemory: peakMemory, lists: work == .product).text)
    }
    try Console.write(table.text)
    try Console.line("peak memory: \((Double(peakMemory) / 0x1p20).fixed(1)) MiB")
  }

  private func encode() throws {
    let text = TextConfiguration(unit: unit ?? .scalar, normalization: normalize ?? .none)
    let threads = threads ?? 1
    let result = try EncodingBenchmark(TextInput.bytes(self.text ?? "-"), text, threads: threads)
      .run(seconds: seconds ?? 4)
    if json {
      try Console.line(
        JSON.object([
          ("work", .string(Work.encode.rawValue)), ("unit", .string(text.unit.rawValue)),
          ("threads", .integer(threads)), ("tokens", .integer(result.tokens)),
          ("bytes_per_second", .number(result.bytesPerSecond)),
          ("copied_bytes_per_second", .number(result.copiedBytesPerSecond)),
          ("runs", .integer(result.runs)), ("peak_memory_bytes", .integer(peakMemory)),
        ]).text)
    } else {
      try Console.line(
        "encode (\(text.unit.rawValue)): \((result.bytesPerSecond / 1e6).fixed(0)) MB/s on "
          + "\(threads) thread\(threads == 1 ? "" : "s"), a copy loop "
          + "\((result.copiedBytesPerSecond / 1e6).fixed(0)) MB/s, median of \(result.runs) runs")
    }
  }
}
