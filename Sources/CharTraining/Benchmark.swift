internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText
internal import Foundation

/// Times the work of a configuration on random tokens, each for a few seconds.
public struct Benchmark {
  /// The median of some runs.
  public struct Result: Sendable {
    /// Tokens a second; for products, rows a second.
    public var tokensPerSecond: Double
    /// Operations of the matrix products, in 10⁹ a second.
    public var gflops: Double
    /// Seconds of a run.
    public var seconds: Double
    /// How many.
    public var runs: Int
  }

  private let configuration: TrainingConfiguration
  private let network: CharacterNetwork
  private let parameters: Parameters
  private let threads: Int

  /// Prepares.
  ///
  /// - Parameters:
  ///   - configuration: network, batch and window.
  ///   - vocabularySize: V.
  ///   - threads: threads, each with a part of the lanes.
  ///   - trains: whether `train` is to be timed, which takes the most memory.
  /// - Throws: `NetworkError`, or `TrainingError.tooLarge`.
  public init(
    _ configuration: TrainingConfiguration, vocabularySize: Int, threads: Int, trains: Bool = true
  ) throws {
    self.configuration = configuration
    self.threads = min(threads, configuration.batch)
    network = try CharacterNetwork(configuration.network, vocabularySize: vocabularySize)
    if trains {
      try MemoryCheck.training(
        network, window: configuration.window, lanes: configuration.batch, shards: self.threads,
        tokens: Self.windows * configuration.window * configuration.batch)
    } else {
      try MemoryCheck.reading(network, window: Self.steps)
    }
    var random = RandomSource(seed: 0)
    parameters = network.layout.initialize(from: &random)
  }

  /// Windows of random text to train on.
  private static let windows = 100
  /// Steps of a window of evaluation.
  private static let steps = 256

  /// Multiplications and additions of the matrix products for one token, forward.
  private var operations: Double {
    let tables = Double(network.configuration.embeddingSize * network.vocabularySize)
    return 2 * (Double(network.layout.count) - tables)
  }

  private func randomTokens(_ count: Int) -> [Token] {
    var random = RandomSource(seed: 1)
    let pieces = UInt64(max(1, network.vocabularySize - 2))
    return (0..<count).map { _ in
      Token(min(network.vocabularySize - 1, 2 + Int(random.next() % pieces)))
    }
  }

  /// Runs `body` for about `limit` seconds, at least five times, after one run that does not count.
  private func time(tokens: Int, operations: Double, limit: Double = 4, _ body: () -> Void)
    -> Result
  {
    let clock = ContinuousClock()
    body()
    var seconds: [Double] = []
    while seconds.reduce(0, +) < limit || seconds.count < 5 {
      seconds.append(clock.measure(body) / .seconds(1))
    }
    let median = seconds.sorted()[seconds.count / 2]
    return Result(
      tokensPerSecond: Double(tokens) / median, gflops: operations / median / 1e9,
      seconds: median, runs: seconds.count)
  }

  /// Whole training steps: forward, backward, sum of gradients, clipping, update.
  public func train() -> Result {
    let batches = Batches(
      randomTokens(Self.windows * configuration.window * configuration.batch + 1),
      lanes: configuration.batch, window: configuration.window)
    let sharded = ShardedNetwork(
      network, window: configuration.window, lanes: configuration.batch, shards: threads,
      threads: threads, precision: configuration.precision)
    var parameters = parameters
    var optimizer = configuration.optimizer.makeOptimizer(count: network.layout.count)
    var step = 0
    let tokens = batches.tokensPerStep
    return time(tokens: tokens, operations: 3 * operations * Double(tokens)) {
      let current = step
      let (_, gradient, norm) = sharded.lossAndGradient(
        parameters, tokens: tokens, key: UInt64(step)
      ) { lanes in batches.batch(current, lanes: lanes) }
      step += 1
      optimizer.update(
        &parameters, gradient, step: step, rate: 1e-4,
        clipping: Clipping(norm: norm, limit: 1, value: nil), team: sharded.team)
    }
  }

  /// One stream, a token at a time, each drawn at temperature 0.8.
  public func sample() -> Result {
    let reader = CharacterReader(
      network, parameters, precision: configuration.precision, threads: threads)
    var stream = reader.makeStream()
    var logits = [Float](repeating: 0, count: network.vocabularySize)
    guard var sampler = try? Sampler(SamplingOptions()) else {
      preconditionFailure("the defaults are valid")
    }
    var token = Token(network.vocabularySize - 1)
    let tokens = 1000
    return time(tokens: tokens, operations: operations * Double(tokens)) {
      for _ in 0..<tokens {
        reader.advance(&stream, with: [token], logits: &logits)
        token = sampler.draw(from: logits)
      }
    }
  }

  /// The log-probabilities of one stream.
  public func evaluate() -> Result {
    let steps = Self.steps
    let tokens = randomTokens(steps * 20 + 1)
    let reader = CharacterReader(
      network, parameters, precision: configuration.precision, threads: threads)
    return time(tokens: tokens.count - 1, operations: operations * Double(tokens.count - 1)) {
      _ = reader.logProbabilities(tokens[...], boundary: Vocabulary.documentBoundary)
    }
  }

  /// The recurrent product of one step alone, on every thread: the limit of training.
  public func product() -> Result {
    let (lanes, h) = (
      (configuration.batch + threads - 1) / threads, network.configuration.hiddenSize
    )
    let weight = network.cells[0].slots.recurrentWeight
    let parameters = parameters
    let repeats = max(1, 200_000_000 / (2 * lanes * h * weight.rows))
    let weights = PackedWeights(
      [weight], precision: configuration.precision.forTraining, trains: true)
    weights.pack(parameters)
    let shards = Shards(count: threads, threads: threads) { _ in
      var plan = ArenaPlan()
      let (input, output) = (
        plan.reserve(rows: lanes, columns: h), plan.reserve(rows: lanes, columns: weight.rows)
      )
      let product = WeightProduct(
        weight, .forward, rows: lanes, weights: weights, plan: &plan)
      product.pack(parameters)
      return (Arena(plan), input, output, product)
    }
    let rows = lanes * threads * repeats
    return time(tokens: rows, operations: 2 * Double(rows * h * weight.rows), limit: 2) {
      shards.forEach { _, shard in
        for _ in 0..<repeats { shard.3.run(shard.1, into: shard.2, in: &shard.0) }
      }
    }
  }
}
