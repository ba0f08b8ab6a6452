public import CharNetwork
public import CharNumerics

/// A network as it learns: from a batch to the loss, its gradient, and an update. A run, the search for a
/// rate and the benchmark are loops around it, and so can a loop of one's own be:
///
///     let learner = Learner(network, parameters, optimizer, window: 64, lanes: 16)
///     for step in 0..<1000 {
///       let result = learner.step(rate: 0.002) { lanes in batch(step, lanes) }
///       print(result.loss.mean)
///     }
///
/// The result depends on the number of shards, and not on the number of threads.
public final class Learner {
  /// The weights as they are now.
  public var parameters: Parameters
  /// What turns gradients into updates.
  public var optimizer: any Optimizer
  /// Updates so far.
  public var steps = 0
  let sharded: ShardedNetwork
  private let clipNorm, clipValue: Double?

  /// What a step did.
  public struct Step: Sendable {
    /// The loss of the batch before the update.
    public var loss: LossSum
    /// The norm of the gradient before clipping.
    public var gradientNorm: Double
    /// What was not finite; nil if all was. Nothing was updated but by the last kind.
    public var trouble: RecoveryReport.Trouble?
  }

  /// Prepares to learn.
  ///
  /// - Parameters:
  ///   - network: the description.
  ///   - parameters: the weights to start from, in the network's layout.
  ///   - optimizer: what turns gradients into updates.
  ///   - window: T of the batches.
  ///   - lanes: B of the batches.
  ///   - shards: parts of a batch, one a thread; nil = as many as there are threads.
  ///   - threads: threads at most; nil = all processors.
  ///   - precision: what products multiply.
  ///   - clipNorm: the largest norm of a gradient; nil = any.
  ///   - clipValue: the largest element of a gradient; nil = any.
  ///   - frozen: slots that are not to change.
  public init(
    _ network: CharacterNetwork, _ parameters: Parameters, _ optimizer: any Optimizer, window: Int,
    lanes: Int,
    shards: Int? = nil, threads: Int? = nil, precision: Precision = .auto,
    clipNorm: Double? = nil, clipValue: Double? = nil, frozen: Set<Slot> = []
  ) {
    let threads = max(1, threads ?? processorCount)
    self.parameters = parameters
    self.optimizer = optimizer
    (self.clipNorm, self.clipValue) = (clipNorm, clipValue)
    sharded = ShardedNetwork(
      network, window: window, lanes: lanes, shards: min(shards ?? threads, lanes),
      threads: threads, precision: precision, frozen: frozen)
  }

  /// Computes the loss and the gradient of a batch, and updates the weights if both are finite.
  ///
  /// - Parameters:
  ///   - rate: the learning rate.
  ///   - tokens: tokens whose mean loss the gradient is of; nil = T·B.
  ///   - key: what the random bits of dropout are drawn from; nil = the number of the step.
  ///   - batch: makes the batch of some lanes; it is called in several threads.
  /// - Returns: what came of it.
  @discardableResult
  public func step(
    rate: Double, tokens: Int? = nil, key: UInt64? = nil,
    batch: @Sendable (Range<Int>) -> TokenBatch
  ) -> Step {
    step(rate: rate, tokens: tokens, key: key, spoilsGradient: false, batch: batch)
  }

  /// The same; in tests the gradient may be spoiled.
  func step(
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
    optimizer.update(
      &parameters, gradient, step: steps + 1, rate: rate,
      clipping: Clipping(norm: step.gradientNorm, limit: clipNorm, value: clipValue),
      team: sharded.team)
    guard parameters.isFinite else {
      step.trouble = .update
      return step
    }
    steps += 1
    return step
  }
}
