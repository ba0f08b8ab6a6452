import ArgumentParser
import CharIO
import CharLM
import CharNetwork
import CharNumerics
import CharReport
import CharText
import CharTraining

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
    if work == .sample {
      try checkRange("vocabulary", vocabulary, 3...1_000_000, " with --work sample")
    }
    try checkRange("count", count, 1...1024)
    if let seconds, !(seconds > 0 && seconds <= 3600) {
      throw ValidationError("seconds: \(seconds) is out of range; give more than 0, up to 3600")
    }
    if ((work ?? .train) == .encode) != (text != nil) {
      throw ValidationError("--work encode needs --text FILE, and nothing else takes it.")
    }
    try checkRange("threads", threads, 1...4096)
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
    try Console.show(
      BenchmarkTable(
        work: work.rawValue, pairs, peakMemory: peakMemory, listsProducts: work == .product),
      asJSON: json)
  }

  private func encode() throws {
    let text = TextConfiguration(unit: unit ?? .scalar, normalization: normalize ?? .none)
    let threads = threads ?? 1
    let result = try EncodingBenchmark(
      AtomicFile.readInput(self.text ?? "-"), text, threads: threads
    )
    .run(seconds: seconds ?? 4)
    try Console.show(
      EncodingReport(result, text.unit, threads: threads, peakMemory: peakMemory), asJSON: json)
  }
}
