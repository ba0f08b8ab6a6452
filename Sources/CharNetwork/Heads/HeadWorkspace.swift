internal import CharNumerics

/// A head at work on batches of one shape: what it reads of the stack, and its output projection.
struct HeadWorkspace: Sendable {
  /// The summary of every span; nil where every step has a prediction.
  private let pool: PoolingLayer?
  private let projection: OutputProjection

  init(
    _ network: CharacterNetwork, steps: Int, lanes: Int, trains: Bool, weights: PackedWeights,
    plan: inout ArenaPlan
  ) {
    pool = network.head.pooling.map {
      PoolingLayer($0, network.stack, lanes: lanes, trains: trains, plan: &plan)
    }
    projection = OutputProjection(
      weight: network.outputWeight, bias: network.outputBias,
      steps: pool == nil ? steps : TokenBatch.spansPerLane, lanes: lanes, trains: trains,
      smoothing: network.configuration.labelSmoothing, weights: weights, plan: &plan)
  }

  func prepare(_ parameters: Parameters, in arena: inout Arena) {
    projection.prepare(parameters, in: &arena)
  }

  /// The loss of a batch that the stack has read, the gradient of the stack's output, and that of the
  /// projection.
  func lossAndGradient(
    _ batch: TokenBatch, _ stack: StackWorkspace, scale: Float, in arena: inout Arena,
    gradient: inout Gradient
  ) -> LossSum {
    guard let pool else {
      return projection.lossAndGradient(
        stack.top,
        Targets(
          indices: batch.targets, weights: batch.weights, distributions: batch.distributions),
        scale: scale, inputGradient: stack.topGradient, in: &arena, gradient: &gradient)
    }
    guard let poolGradient = pool.gradient else {
      preconditionFailure("the workspace does not train")
    }
    pool.forward(stack.top, batch, in: &arena)
    let loss = projection.lossAndGradient(
      pool.output, pool.targets(batch), scale: scale, inputGradient: poolGradient,
      in: &arena, gradient: &gradient)
    pool.backward(stack.top, batch, topGradient: stack.topGradient, in: &arena)
    return loss
  }

  /// ln p of each target at every step in nats, of a batch that the stack has read.
  func logProbabilities(
    _ batch: TokenBatch, _ stack: StackWorkspace, in arena: inout Arena
  ) -> [Double] {
    projection.logProbabilities(stack.top, targets: batch.targets, in: &arena)
  }

  /// Calls `read` for every step of a batch that the stack has read, with the logits, the target, and ln p of the
  /// target in nats; returns its values.
  func map<Value>(
    _ batch: TokenBatch, _ stack: StackWorkspace, in arena: inout Arena,
    _ read: (ArraySlice<Float>, Int32, Double) -> Value
  ) -> [Value] {
    projection.map(stack.top, targets: batch.targets, in: &arena, read)
  }

  /// All logits of a batch that the stack has read: `[T, B, outputs]`, or `[spans, labels]` where each
  /// span has a label.
  func logits(_ batch: TokenBatch, _ stack: StackWorkspace, in arena: inout Arena) -> [Float] {
    guard let pool else { return projection.logits(stack.top, in: &arena) }
    pool.forward(stack.top, batch, in: &arena)
    return projection.logits(pool.output, in: &arena)
  }
}
