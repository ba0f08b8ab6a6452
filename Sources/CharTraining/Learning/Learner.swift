public import CharNetwork
public import CharNumerics

/// A network in training: computes loss, gradient and update of a batch. Runs, the learning rate
/// finder and the benchmark are loops around it, and so is a custom training loop:
///
///     let learner = Learner(network, parameters, optimizer, window: 64, lanes: 16)
///     for step in 0..<1000 {
///       let result = learner.step(rate: 0.002) { lanes in batch(step, lanes) }
///       print(result.loss.mean)
///     }
///
/// The result depends on the number of shards, and not on the number of threads.
public final class Learner {
  /// The current weights.
  public var parameters: Parameters
  /// The optimizer.
  public var optimizer: any Optimizer
  /// Number of updates so far.
  public var steps = 0
  /// Time spent in the optimizer so far.
  package private(set) var updateTime = Duration.zero
  let sharded: ShardedNetwork
  /// Seconds that each rank has computed so far, without waiting for others.
  private(set) var secondsByRank: [Double]
  /// The steps of this rank since ranks last averaged their weights; nil if they sum gradients.
  private var localSteps: LocalSteps?
  private let clipNorm, clipValue: Double?

  /// The result of a step.
  public struct Step: Sendable {
    /// The loss of the batch before the update.
    public var loss: LossSum
    /// The gradient norm before clipping.
    public var gradientNorm: Double
    /// The non-finite quantity; nil if all were finite. The weights change only for `.update`.
    public var trouble: RecoveryReport.Trouble?
  }

  /// Creates a learner.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - parameters: the initial weights, in the network's layout.
  ///   - optimizer: the optimizer.
  ///   - window: T of the batches.
  ///   - lanes: B of the batches.
  ///   - shards: number of shards of a batch, one per thread; nil = the number of threads.
  ///   - threads: maximum number of threads; nil = all processors.
  ///   - precision: number format of the products.
  ///   - clipNorm: maximum gradient norm; nil = no clipping.
  ///   - clipValue: maximum absolute value of a gradient element; nil = no clipping.
  ///   - frozen: slots that do not change.
  public convenience init(
    _ network: CharacterNetwork, _ parameters: Parameters, _ optimizer: any Optimizer, window: Int,
    lanes: Int,
    shards: Int? = nil, threads: Int? = nil, precision: Precision = .auto,
    clipNorm: Double? = nil, clipValue: Double? = nil, frozen: Set<Slot> = []
  ) {
    self.init(
      network, parameters, optimizer, window: window, lanes: lanes, shards: shards,
      threads: threads, precision: precision, clipNorm: clipNorm, clipValue: clipValue,
      frozen: frozen, communicator: OneProcess())
  }

  /// Creates the learner of a rank, which holds some of the shards. Gradients are sent in `format`; if
  /// `isLocal`, the rank trains alone until `average` is called.
  init(
    _ network: CharacterNetwork, _ parameters: Parameters, _ optimizer: any Optimizer, window: Int,
    lanes: Int, shards: Int?, threads: Int?, precision: Precision, clipNorm: Double?,
    clipValue: Double?, frozen: Set<Slot>, communicator: any Communicator,
    format: WireFormat = .float32, isLocal: Bool = false
  ) {
    let threads = max(1, threads ?? processorCount)
    self.parameters = parameters
    self.optimizer = optimizer
    (self.clipNorm, self.clipValue) = (clipNorm, clipValue)
    sharded = ShardedNetwork(
      network, window: window, lanes: lanes, shards: min(shards ?? threads, lanes),
      threads: threads, precision: precision, frozen: frozen, communicator: communicator,
      format: format, isLocal: isLocal)
    secondsByRank = [Double](repeating: 0, count: communicator.size)
    guard isLocal else { return }
    localSteps = LocalSteps(
      communicator, share: 1 / sharded.lanesPerOwn, from: parameters, format: format)
  }

  /// Computes the loss and the gradient of a batch, and updates the weights if both are finite.
  ///
  /// - Parameters:
  ///   - rate: the learning rate.
  ///   - tokens: number of tokens over which the loss is averaged; nil = T·B.
  ///   - key: random key of dropout; nil = the number of the step.
  ///   - batch: returns the batch of some lanes; called from several threads.
  /// - Returns: the result of the step.
  @discardableResult
  public func step(
    rate: Double, tokens: Int? = nil, key: UInt64? = nil,
    batch: @Sendable (Range<Int>) -> TokenBatch
  ) -> Step {
    step(rate: rate, tokens: tokens, key: key, spoilsGradient: false, batch: batch)
  }

  /// Performs a step; tests may corrupt the gradient.
  func step(
    rate: Double, tokens: Int?, key: UInt64?, spoilsGradient: Bool,
    batch: @Sendable (Range<Int>) -> TokenBatch
  ) -> Step {
    let step = update(
      rate: rate, tokens: tokens, key: key, spoilsGradient: spoilsGradient, batch: batch)
    let seconds = sharded.secondsOfStep
    if localSteps != nil {
      localSteps?.add(seconds: seconds.reduce(0, +), trouble: step.trouble)
    } else {
      count(seconds)
    }
    return step
  }

  /// Averages the weights and moments of ranks that trained alone; all ranks call it together.
  ///
  /// - Returns: true if the weights are finite.
  func average() -> Bool {
    guard var steps = localSteps.take() else { return true }
    count(steps.average(&parameters, &optimizer, team: sharded.team))
    localSteps = steps
    return parameters.isFinite
  }

  /// Starts from weights and moments that all ranks have in common.
  func begin(from parameters: Parameters, moments: [String: [Float]]) {
    self.parameters = parameters
    optimizer.moments = moments
    localSteps?.begin(from: parameters)
  }

  private func count(_ seconds: [Double]) {
    for (rank, time) in seconds.enumerated() { secondsByRank[rank] += time }
  }

  private func update(
    rate: Double, tokens: Int?, key: UInt64?, spoilsGradient: Bool,
    batch: @Sendable (Range<Int>) -> TokenBatch
  ) -> Step {
    let (loss, gradient, computed) = sharded.lossAndGradient(
      parameters, tokens: tokens ?? sharded.window * sharded.count,
      key: key ?? RandomSource.key(0, steps, 0, 0), batch: batch)
    var step = Step(loss: loss, gradientNorm: spoilsGradient ? .nan : computed)
    guard loss.nats.isFinite else {
      step.trouble = .loss
      return step
    }
    guard step.gradientNorm.isFinite else {
      step.trouble = .gradient
      return step
    }
    let clipping = Clipping(norm: step.gradientNorm, limit: clipNorm, value: clipValue)
    updateTime += ContinuousClock().measure {
      optimizer.update(
        &parameters, gradient, step: steps + 1, rate: rate, clipping: clipping,
        team: sharded.team)
    }
    guard parameters.isFinite else {
      step.trouble = .update
      return step
    }
    steps += 1
    return step
  }
}
