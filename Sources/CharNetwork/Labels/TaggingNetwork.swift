public import CharNumerics

/// Embedding, stacked recurrent layers and a projection to labels at every step: the network that gives
/// each character a label.
///
///     tokens [T, B] → embedding [T·B, E] → layers [T·B, H or 2H] → logits [T·B, labels] → −ln p
///
/// Its slots are named as in a PyTorch module with `embedding = nn.Embedding(V, E)`,
/// `rnn = nn.LSTM(E, H, L, bidirectional=…)` and `output = nn.Linear(…, labels)`.
public struct TaggingNetwork: LabellingNetwork {
  /// Each token has a label.
  public static let labelsSequences = false

  /// What it is made of.
  public let configuration: NetworkConfiguration
  /// V.
  public let vocabularySize: Int
  /// How many labels there are.
  public let labelCount: Int
  /// The parameters' names, shapes and places.
  public let layout: ParameterLayout

  private let parts: LabellingParts

  /// Declares the parameters of a network; nothing large is allocated.
  ///
  /// - Parameters:
  ///   - configuration: what it is made of.
  ///   - vocabularySize: V, at least 1.
  ///   - labels: how many labels there are, at least 1.
  ///   - pooling: plays no part.
  /// - Throws: `NetworkError` if something is out of range or does not fit.
  public init(
    _ configuration: NetworkConfiguration, vocabularySize: Int, labels: Int,
    pooling: Pooling? = nil
  ) throws {
    self.configuration = configuration
    self.vocabularySize = vocabularySize
    labelCount = labels
    (parts, layout) = try LabellingParts.declare(
      configuration, vocabularySize: vocabularySize, labels: labels)
  }

  /// None.
  public var pooling: Pooling? { nil }

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
      steps: steps, lanes: lanes, trains: true, pooling: nil, weights: weights)
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
      steps: steps, lanes: lanes, trains: false, pooling: nil, weights: weights)
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
  ///   - batch: tokens to read and their labels.
  ///   - parameters: those that `prepare` was given.
  ///   - state: plays no part.
  ///   - workspace: one that trains, of the batch's shape.
  ///   - gradient: is replaced.
  ///   - scale: the gradient is that of `scale` times the sum of nats.
  ///   - dropoutKey: what the random bits of dropout are drawn from.
  /// - Returns: the sum of nats over all tokens that have a label.
  public func lossAndGradient(
    _ batch: SequenceBatch, _ parameters: Parameters, state: inout NoState,
    workspace: inout LabelWorkspace, gradient: inout Gradient, scale: Float, dropoutKey: UInt64
  ) -> LossSum {
    workspace.forward(batch, parameters, dropoutKey: dropoutKey)
    let stack = workspace.stack
    let loss = workspace.output.lossAndGradient(
      stack.top, targets: batch.targets, scale: scale, inputGradient: stack.topGradient,
      in: &workspace.arena, gradient: &gradient)
    stack.backward(
      batch.inputs, batch.starts, key: dropoutKey, in: &workspace.arena, gradient: &gradient)
    return loss
  }

  /// The logits of every label at every step.
  ///
  /// - Parameters:
  ///   - batch: what to read; its targets play no part.
  ///   - parameters: those that `prepare` was given.
  ///   - workspace: one of the batch's shape.
  /// - Returns: for each span in order, `[steps, labels]`.
  public func logits(
    _ batch: SequenceBatch, _ parameters: Parameters, workspace: inout LabelWorkspace
  ) -> [[Float]] {
    workspace.forward(batch, parameters, dropoutKey: nil)
    let all = workspace.output.logits(workspace.stack.top, in: &workspace.arena)
    return batch.spans.map { span in
      span.steps.flatMap { step in
        let row = step * batch.lanes + span.lane
        return all[row * labelCount..<(row + 1) * labelCount]
      }
    }
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
