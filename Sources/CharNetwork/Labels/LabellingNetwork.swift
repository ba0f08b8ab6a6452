public import CharNumerics

/// A network that reads whole sequences and gives labels: to every token of them, or to each as a
/// whole.
public protocol LabellingNetwork: Network where Batch == SequenceBatch, State == NoState {
  /// Whether a label belongs to a whole sequence; otherwise each token has one.
  static var labelsSequences: Bool { get }

  /// Declares the parameters of a network; nothing large is allocated.
  ///
  /// - Parameters:
  ///   - configuration: what it is made of.
  ///   - vocabularySize: V, at least 1.
  ///   - labels: how many labels there are, at least 1.
  ///   - pooling: how a sequence is summed up, where it has one label.
  /// - Throws: `NetworkError` if something is out of range or does not fit.
  init(
    _ configuration: NetworkConfiguration, vocabularySize: Int, labels: Int, pooling: Pooling?)
    throws

  /// What it is made of.
  var configuration: NetworkConfiguration { get }
  /// V.
  var vocabularySize: Int { get }
  /// How many labels there are.
  var labelCount: Int { get }
  /// How a sequence is summed up; nil where each token has a label.
  var pooling: Pooling? { get }

  /// Makes a workspace that does not train.
  ///
  /// - Parameters:
  ///   - steps: T of its batches.
  ///   - lanes: B of its batches.
  ///   - weights: where the weights lie packed.
  /// - Returns: the workspace.
  func makeReadingWorkspace(steps: Int, lanes: Int, weights: PackedWeights) -> Workspace

  /// The logits of every label.
  ///
  /// - Parameters:
  ///   - batch: what to read; its targets play no part.
  ///   - parameters: those that `prepare` was given.
  ///   - workspace: one of the batch's shape.
  /// - Returns: for each span in order, `[labels]`, or `[steps, labels]` where tokens have labels.
  func logits(
    _ batch: SequenceBatch, _ parameters: Parameters, workspace: inout Workspace
  ) -> [[Float]]
}

extension LabellingNetwork {
  /// Nothing, since every sequence starts anew.
  ///
  /// - Parameter lanes: B.
  /// - Returns: the only state.
  public func initialState(lanes: Int) -> NoState { NoState() }
}
