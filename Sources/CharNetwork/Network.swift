public import CharNumerics

/// What training needs of a network, and nothing else.
///
/// A network is an immutable description. Parameters, state and workspace are values that its users
/// own; several threads may use one network and one set of parameters at once, each with a state and
/// a workspace of its own.
public protocol Network: Sendable {
  /// What one step of training reads.
  associatedtype Batch: Sendable
  /// Recurrent memory of some lanes.
  associatedtype State: Sendable
  /// Activations and scratch of one thread, for batches of one shape.
  associatedtype Workspace: Sendable

  /// What it is made of.
  var configuration: NetworkConfiguration { get }

  /// V: tokens that it can read.
  var vocabularySize: Int { get }

  /// The parameters' names, shapes and places.
  var layout: ParameterLayout { get }

  /// Bytes that a workspace and one gradient take, about; to be asked before they are made.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  ///   - trains: whether gradients are computed.
  /// - Returns: bytes.
  func estimatedBytes(steps: Int, lanes: Int, trains: Bool) -> Double

  /// Slots that a model file holds a second time, under these names.
  var tiedSlots: [String: Slot] { get }

  /// The state of lanes that have read nothing.
  ///
  /// - Parameter lanes: B.
  /// - Returns: the state.
  func initialState(lanes: Int) -> State

  /// The matrices that products multiply by, to be packed after every update.
  var productSlots: [Slot] { get }

  /// Those among them that multiply inside the recurrence.
  var recurrentSlots: [Slot] { get }

  /// Probability that a weight of `recurrentSlots` is dropped for an update.
  var weightDropout: Double { get }

  /// The slots of parts of the network, by which they are left out of training.
  ///
  /// - Parameters:
  ///   - embedding: whether the embedding is one of them.
  ///   - layers: so many of the recurrent layers, from the first on; at most as many as there are.
  /// - Returns: all their slots.
  func slots(embedding: Bool, layers: Int) -> Set<Slot>

  /// Makes a workspace that trains; the thread that makes it is to use it.
  ///
  /// - Parameters:
  ///   - steps: T of its batches.
  ///   - lanes: B of its batches.
  ///   - weights: where the weights lie packed.
  /// - Returns: the workspace.
  func makeWorkspace(steps: Int, lanes: Int, weights: PackedWeights) -> Workspace

  /// Takes the parameters as they are now; to be called after every change of theirs, when the
  /// weights are packed.
  ///
  /// - Parameters:
  ///   - workspace: what it derives from them.
  ///   - parameters: the weights.
  func prepare(_ workspace: inout Workspace, _ parameters: Parameters)

  /// The loss of a batch and its gradient.
  ///
  /// - Parameters:
  ///   - batch: what to read and to predict.
  ///   - parameters: those that `prepare` was given.
  ///   - state: goes from before the window to after it.
  ///   - workspace: one that trains, of the batch's shape.
  ///   - gradient: is replaced.
  ///   - scale: the gradient is that of `scale` times the sum of nats.
  ///   - dropoutKey: what the random bits of dropout are drawn from.
  /// - Returns: the sum of nats over the batch's tokens.
  func lossAndGradient(
    _ batch: Batch, _ parameters: Parameters, state: inout State, workspace: inout Workspace,
    gradient: inout Gradient, scale: Float, dropoutKey: UInt64
  ) -> LossSum
}

extension Network {
  /// None.
  public var tiedSlots: [String: Slot] { [:] }
}
