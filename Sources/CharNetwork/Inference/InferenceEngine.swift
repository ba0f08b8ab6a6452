public import CharNumerics
internal import Synchronization

/// Reads with a network, whatever its head: samples, scores and labels come from here.
///
/// It owns packed weights, workspaces by shape, and a share of the threads of the process; the state of a
/// text belongs to its reader. Any number of threads may use one engine at once. The results of a lane
/// depend neither on the other lanes nor on the number of threads, to the last bit.
public final class InferenceEngine: Sendable {
  /// The description of the network.
  public let network: CharacterNetwork
  /// Number format of the products.
  public let precision: Precision
  /// The token at which a document starts, from a state that has read nothing; nil = there is none.
  public let boundary: Int32?
  /// Threads that work at once, at most.
  public let threads: Int

  private let weights: Mutex<Weights>
  /// Bytes of the packed weights of the whole network.
  private let packedBytes: Int
  let windows: WorkspacePool<NetworkWorkspace>
  private let steps: WorkspacePool<[PartWorkspace]>
  let crew: Crew
  /// Steps of single lanes that one thread still makes alone.
  private let stepsAlone: Atomic<Int>

  /// The weights as they are now, packed when they are first needed.
  private struct Weights {
    var parameters: Parameters
    /// Memory of the packed weights of the whole network.
    let memory: PackedWeights
    /// The whole network, for windows, several lanes and single threads.
    var whole: NetworkPart?
    /// Parts of the network, for several threads that share a lane.
    var parts: [NetworkPart]?
  }

  /// Creates an engine; the weights are packed when they are first needed.
  ///
  /// - Parameters:
  ///   - network: the description.
  ///   - parameters: weights in its layout.
  ///   - precision: number format of the products; `auto` stands for float32.
  ///   - boundary: the token at which a document starts.
  ///   - threads: threads at most; nil = as many as there are processors.
  public convenience init(
    _ network: CharacterNetwork, _ parameters: Parameters, precision: Precision = .auto,
    boundary: Int32? = nil, threads: Int? = nil
  ) {
    self.init(
      network, parameters, precision: precision, boundary: boundary, threads: threads,
      stepsAlone: 64)
  }

  /// Creates an engine that shares the steps of single lanes among threads after `stepsAlone` of them: packing
  /// weights once more, for each thread, takes as long as some hundred steps save, and a text may be short.
  package init(
    _ network: CharacterNetwork, _ parameters: Parameters, precision: Precision = .auto,
    boundary: Int32? = nil, threads: Int? = nil, stepsAlone: Int
  ) {
    precondition(parameters.layout == network.layout, "parameters of another network")
    self.network = network
    self.precision = precision.forReading
    self.boundary = boundary
    self.threads = max(1, threads ?? processorCount)
    crew = .of(threads: self.threads)
    self.stepsAlone = Atomic(stepsAlone)
    windows = WorkspacePool(limit: network.head.readsWholeTexts ? 1 << 16 : 1 << 13)
    // Lanes join and leave, so that there are many shapes, of which few are needed again soon.
    steps = WorkspacePool(limit: 1 << 9, least: self.threads)
    let memory = PackedWeights(
      network.productSlots, precision: precision.forReading, trains: false)
    packedBytes = memory.bytes
    weights = Mutex(Weights(parameters: parameters, memory: memory))
  }

  /// The weights as they were given.
  public var parameters: Parameters { weights.withLock { $0.parameters } }

  var whole: NetworkPart { weights.withLock { whole(&$0) } }

  private func whole(_ weights: inout Weights) -> NetworkPart {
    if let whole = weights.whole { return whole }
    let whole = NetworkPart(network, weights.parameters, packedIn: weights.memory)
    weights.whole = whole
    return whole
  }

  /// Reads with other weights from now on, packed where the former ones lay. Nobody may be reading.
  ///
  /// - Parameter parameters: weights in the network's layout.
  public func update(_ parameters: Parameters) {
    precondition(parameters.layout == network.layout, "parameters of another network")
    guard parameters != self.parameters else { return }
    weights.withLock { weights in
      weights.parameters = parameters
      (weights.whole, weights.parts) = (nil, nil)
    }
    windows.removeAll()
    steps.removeAll()
  }

  // MARK: Threads

  /// Number of threads that share the units of one stream: one where it does not pay.
  var partCount: Int {
    guard network.stack.canBeSplit else { return 1 }
    let worth = packedBytes / InferenceEngine.bytesWorthAThread
    return max(
      1,
      min(threads, worth, network.configuration.hiddenSize / 16, InferenceEngine.mostParts))
  }

  /// The parts of the threads that share a stream.
  private var parts: [NetworkPart] {
    let count = partCount
    return weights.withLock { weights in
      guard count > 1 else { return [whole(&weights)] }
      if let parts = weights.parts { return parts }
      let parts = NetworkPart.split(network, weights.parameters, precision, into: count)
      weights.parts = parts
      return parts
    }
  }

  /// Bytes of packed weights that keep a thread busy for much longer than it takes to meet the others.
  private static let bytesWorthAThread = 1 << 20
  /// Threads above which they would mostly wait for each other.
  private static let mostParts = 4

  // MARK: Workspaces

  /// Counts a step of a single lane, of which the first are made by one thread.
  ///
  /// - Returns: True if threads share the step: they are idle, and there have been many such steps.
  private func countStepAlone() -> Bool {
    guard stepsAlone.load(ordering: .relaxed) > 0 else { return !crew.isBusy }
    stepsAlone.subtract(1, ordering: .relaxed)
    return false
  }

  /// Calls `body` with the workspaces of a step of some lanes: one of the whole network, or, for a single
  /// lane of a large network after some steps and while other threads are idle, one of each part.
  ///
  /// - Parameters:
  ///   - lanes: the number of lanes.
  ///   - pool: where workspaces are taken from and given to; nil for the pool of the engine.
  ///   - body: uses the workspaces.
  /// - Returns: the result of `body`.
  func withSteps<Result>(
    lanes: Int, from pool: WorkspacePool<[PartWorkspace]>? = nil,
    _ body: (inout [PartWorkspace]) -> Result
  ) -> Result {
    let steps = pool ?? self.steps
    let shape = WindowShape(steps: lanes == 1 && countStepAlone() ? 0 : 1, lanes: lanes)
    var workspace =
      steps.take(shape)
      ?? (shape.steps == 0 ? parts : [whole]).map { PartWorkspace($0, lanes: lanes) }
    defer { steps.give(workspace, shape) }
    return body(&workspace)
  }

  /// Takes a workspace for windows of a shape: an unused one, or a new one.
  func takeWorkspace(_ shape: WindowShape) -> NetworkWorkspace {
    if let workspace = windows.take(shape) { return workspace }
    let whole = whole
    var workspace = network.makeWorkspace(
      steps: shape.steps, lanes: shape.lanes, trains: false, weights: whole.weights,
      table: whole.table)
    network.prepare(&workspace, whole.parameters)
    return workspace
  }

  /// Calls `body` with a workspace for windows of a shape.
  func withWorkspace<Result>(
    _ shape: WindowShape, _ body: (inout NetworkWorkspace) -> Result
  ) -> Result {
    var workspace = takeWorkspace(shape)
    defer { windows.give(workspace, shape) }
    return body(&workspace)
  }
}
