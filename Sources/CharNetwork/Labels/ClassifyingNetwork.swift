public import CharNumerics

/// Embedding, stacked recurrent layers, a summary over time and a projection to labels: the network that
/// gives a whole text a label.
///
///     tokens [T, B] → embedding [T·B, E] → layers [T·B, W] → summary [texts, W] → logits [texts, labels]
///
/// W is H, or 2H with layers in both directions. The slots are those of `TaggingNetwork`.
public struct ClassifyingNetwork: LabellingNetwork {
  /// A sequence has one label.
  public static let labelsSequences = true
  /// Spans in a lane of a batch at most.
  public static let spansPerLane = 8

  /// What it is made of.
  public let configuration: NetworkConfiguration
  /// V.
  public let vocabularySize: Int
  /// How many labels there are.
  public let labelCount: Int
  /// The parameters' names, shapes and places.
  public let layout: ParameterLayout

  private let parts: LabellingParts
  private let summary: Pooling

  /// Declares the parameters of a network; nothing large is allocated.
  ///
  /// - Parameters:
  ///   - configuration: what it is made of.
  ///   - vocabularySize: V, at least 1.
  ///   - labels: how many labels there are, at least 1.
  ///   - pooling: how a text is summed up; nil = mean.
  /// - Throws: `NetworkError` if something is out of range or does not fit.
  public init(
    _ configuration: NetworkConfiguration, vocabularySize: Int, labels: Int,
    pooling: Pooling? = nil
  ) throws {
    guard
      !(pooling == .last && configuration.isBidirectional && configuration.outputLayers > 0)
    else {
      throw NetworkError.conflict(
        "the last output of each direction cannot be told apart after output layers; take mean or max, "
          + "or leave the output layers out")
    }
    self.configuration = configuration
    self.vocabularySize = vocabularySize
    labelCount = labels
    summary = pooling ?? .mean
    (parts, layout) = try LabellingParts.declare(
      configuration, vocabularySize: vocabularySize, labels: labels)
  }

  /// How a text is summed up.
  public var pooling: Pooling? { summary }

  /// The matrices that products multiply by.
  public var productSlots: [Slot] { parts.productSlots }

  /// The matrices inside the recurrence.
  public var recurrentSlots: [Slot] { parts.stack.recurrentSlots }

  /// The slots of parts of the network, by which they are left out of training.
  ///
  /// - Parameters:
  ///   - embedding: whether the embedding is one of them.
  ///   - layers: so many of the recurrent layers, from the first on; at most as many as there are.
  /// - Returns: all their slots.
  public func slots(embedding: Bool, layers: Int) -> Set<Slot> {
    parts.stack.slots(embedding: embedding, layers: layers, of: layout)
  }

  /// Probability that one of their weights is dropped for an update.
  public var weightDropout: Double { configuration.weightDropout }

  /// Makes a workspace that trains.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  ///   - weights: where the weights lie packed.
  /// - Returns: the workspace.
  public func makeWorkspace(steps: Int, lanes: Int, weights: PackedWeights) -> LabelWorkspace {
    parts.makeWorkspace(
      steps: steps, lanes: lanes, trains: true, pooling: summary, weights: weights)
  }

  /// Makes a workspace that does not train.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  ///   - weights: where the weights lie packed.
  /// - Returns: the workspace.
  public func makeReadingWorkspace(
    steps: Int, lanes: Int, weights: PackedWeights
  ) -> LabelWorkspace {
    parts.makeWorkspace(
      steps: steps, lanes: lanes, trains: false, pooling: summary, weights: weights)
  }

  /// Takes the parameters as they are now.
  ///
  /// - Parameters:
  ///   - workspace: what it derives from them.
  ///   - parameters: the weights, packed already.
  public func prepare(_ workspace: inout LabelWorkspace, _ parameters: Parameters) {
    workspace.prepare(parameters)
  }

  /// The loss of a batch and its gradient.
  ///
  /// - Parameters:
  ///   - batch: texts to read, and their labels.
  ///   - parameters: those that `prepare` was given.
  ///   - state: plays no part.
  ///   - workspace: one that trains, of the batch's shape.
  ///   - gradient: is replaced.
  ///   - scale: the gradient is that of `scale` times the sum of nats.
  ///   - dropoutKey: what the random bits of dropout are drawn from.
  /// - Returns: the sum of nats over all texts that have a label.
  public func lossAndGradient(
    _ batch: SequenceBatch, _ parameters: Parameters, state: inout NoState,
    workspace: inout LabelWorkspace, gradient: inout Gradient, scale: Float, dropoutKey: UInt64
  ) -> LossSum {
    let pool = summarize(batch, parameters, &workspace, dropoutKey: dropoutKey)
    guard let poolGradient = pool.gradient else {
      preconditionFailure("the workspace does not train")
    }
    var targets = [Int32](repeating: SequenceBatch.noTarget, count: pool.output.rows)
    for (index, span) in batch.spans.enumerated() { targets[index] = span.target }
    let loss = workspace.output.lossAndGradient(
      pool.output, targets: targets, scale: scale, inputGradient: poolGradient,
      in: &workspace.arena, gradient: &gradient)
    let stack = workspace.stack
    pool.backward(stack.top, batch, topGradient: stack.topGradient, in: &workspace.arena)
    stack.backward(
      batch.inputs, batch.starts, key: dropoutKey, in: &workspace.arena, gradient: &gradient)
    return loss
  }

  /// The logits of every label of every text.
  ///
  /// - Parameters:
  ///   - batch: what to read; its targets play no part.
  ///   - parameters: those that `prepare` was given.
  ///   - workspace: one of the batch's shape.
  /// - Returns: for each span in order, `[labels]`.
  public func logits(
    _ batch: SequenceBatch, _ parameters: Parameters, workspace: inout LabelWorkspace
  ) -> [[Float]] {
    let pool = summarize(batch, parameters, &workspace, dropoutKey: nil)
    let all = workspace.output.logits(pool.output, in: &workspace.arena)
    return batch.spans.indices.map { Array(all[$0 * labelCount..<($0 + 1) * labelCount]) }
  }

  /// Reads a batch and sums up its texts.
  private func summarize(
    _ batch: SequenceBatch, _ parameters: Parameters, _ workspace: inout LabelWorkspace,
    dropoutKey: UInt64?
  ) -> PoolingLayer {
    guard let pool = workspace.pool else {
      preconditionFailure("a workspace for labels of tokens")
    }
    precondition(
      batch.spans.count <= pool.output.rows,
      "\(batch.spans.count) spans where there is room for \(pool.output.rows)")
    workspace.forward(batch, parameters, dropoutKey: dropoutKey)
    pool.forward(workspace.stack.top, batch, in: &workspace.arena)
    return pool
  }

  /// Bytes that a workspace and one gradient take, about; to be asked before they are made.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  ///   - trains: whether gradients are computed.
  /// - Returns: bytes.
  public func estimatedBytes(steps: Int, lanes: Int, trains: Bool) -> Double {
    parts.estimatedBytes(steps: steps, lanes: lanes, trains: trains)
      + 4 * Double(layout.count) * (trains ? 3 : 1)
  }
}
