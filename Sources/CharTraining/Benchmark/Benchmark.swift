internal import CharLM
internal import CharNetwork
public import CharNumerics
internal import CharText
internal import Foundation

/// Times the operations of a configuration on random tokens, each for a few seconds.
public struct Benchmark {
  /// Medians over several runs.
  public struct Result: Sendable {
    /// Tokens per second; for products, rows per second.
    public var tokensPerSecond: Double
    /// Speed of the matrix products in 10⁹ operations per second.
    public var gflops: Double
    /// Seconds per run.
    public var seconds: Double
    /// The number of runs.
    public var runs: Int
    /// The optimizer's share of the time of training steps.
    public var updateShare: Double?
  }

  let configuration: TrainingConfiguration
  let network: CharacterNetwork
  let parameters: Parameters
  let threads: Int
  let precision: Precision
  private let seconds: Double

  /// Prepares the network and random data.
  ///
  /// - Parameters:
  ///   - configuration: network, batch and window.
  ///   - vocabularySize: V.
  ///   - precision: number format of the products.
  ///   - threads: the number of threads, among which the lanes are divided.
  ///   - trains: true if `train` is to be timed, which takes the most memory.
  ///   - seconds: time spent on each operation.
  /// - Throws: `NetworkError`, or `TrainingError.tooLarge`.
  public init(
    _ configuration: TrainingConfiguration, vocabularySize: Int, precision: Precision = .auto,
    threads: Int, trains: Bool = true, seconds: Double = 4
  ) throws {
    self.configuration = configuration
    self.seconds = seconds
    self.precision = precision
    self.threads = min(threads, configuration.batch)
    network = try CharacterNetwork(configuration.network, vocabularySize: vocabularySize)
    try network.check(precision)
    if trains {
      try MemoryCheck.training(
        network, configuration.optimizer, window: configuration.window, lanes: configuration.batch,
        shards: self.threads,
        corpus: 4 * Self.windows * configuration.window * configuration.batch)
    } else {
      try MemoryCheck.reading(network, window: 4 * Self.steps * self.threads)
    }
    var random = RandomSource(seed: 0)
    parameters = network.layout.initialize(from: &random)
  }

  /// Windows of random training text.
  private static let windows = 100
  /// Steps per evaluation window.
  static let steps = 256

  /// Operations of the matrix products for one token in the forward pass.
  var operations: Double { network.operationsPerToken }

  /// Measures the speed of training on this machine in a fraction of a second.
  ///
  /// - Parameters:
  ///   - vocabularySize: V of the text.
  ///   - threads: the number of threads.
  ///   - precision: number format of the products.
  /// - Returns: operations of matrix products per second, which hardly depend on the network.
  /// - Throws: `NetworkError`, or `TrainingError.tooLarge`.
  public static func operationsPerSecond(
    vocabularySize: Int, threads: Int, precision: Precision = .auto
  ) throws -> Double {
    var configuration = TrainingConfiguration()
    configuration.network.cell = .gru
    configuration.network.layers = 1
    (configuration.batch, configuration.window) = (32, 32)
    let benchmark = try Benchmark(
      configuration, vocabularySize: vocabularySize, precision: precision, threads: threads,
      seconds: 0.15)
    return benchmark.train().gflops * 1e9
  }

  func randomTokens(_ count: Int) -> [Token] {
    var random = RandomSource(seed: 1)
    let pieces = UInt64(max(1, network.vocabularySize - 2))
    return (0..<count).map { _ in
      Token(min(network.vocabularySize - 1, 2 + Int(random.next() % pieces)))
    }
  }

  /// Runs `body` for about `seconds`, at least five times, after an uncounted warm-up run.
  func time(tokens: Int, operations: Double, _ body: () -> Void)
    -> Result
  {
    let clock = ContinuousClock()
    body()
    var runs: [Double] = []
    while runs.reduce(0, +) < seconds || runs.count < 5 {
      runs.append(clock.measure(body) / .seconds(1))
    }
    let median = runs.sorted()[runs.count / 2]
    return Result(
      tokensPerSecond: Double(tokens) / median, gflops: operations / median / 1e9,
      seconds: median, runs: runs.count)
  }

  /// Times complete training steps: forward, backward, sum of gradients, clipping, update.
  public func train() -> Result {
    let batches = Batches(
      TokenStream(randomTokens(Self.windows * configuration.window * configuration.batch + 1)),
      lanes: configuration.batch, window: configuration.window)
    let learner = Learner(
      network, parameters, configuration.optimizer.makeOptimizer(for: network),
      window: configuration.window, lanes: configuration.batch, shards: threads, threads: threads,
      precision: precision, clipNorm: 1)
    let tokens = batches.tokensPerStep
    let start = ContinuousClock.now
    var result = time(tokens: tokens, operations: 3 * operations * Double(tokens)) {
      let step = learner.steps
      learner.step(rate: 1e-4, tokens: tokens, key: UInt64(step)) { lanes in
        batches.batch(step, lanes: lanes)
      }
    }
    result.updateShare = learner.updateTime / start.duration(to: .now)
    return result
  }
}
