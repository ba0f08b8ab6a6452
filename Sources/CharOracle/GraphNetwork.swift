import CharAutodiff
package import CharNetwork
package import CharNumerics

/// The oracle: any character network as a computational graph in double precision, written from the
/// equations, independently of the fast network that it checks.
///
/// It identifies parameters by name only. It computes the network at inference: without dropout,
/// and with the expectation of zoneout.
package struct GraphNetwork {
  /// The parameters in the order of the layout.
  package var values: [Double]
  /// The layout of the parameters.
  package let layout: ParameterLayout
  let configuration: NetworkConfiguration

  /// Creates the oracle of a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - parameters: The weights.
  package init(_ network: CharacterNetwork, _ parameters: Parameters) {
    values = parameters.values.map(Double.init)
    layout = network.layout
    configuration = network.configuration
  }

  /// The state of all lanes: the planes `[B, H]` of each layer, the output first.
  package struct State: Equatable {
    var layers: [[Matrix]]

    /// The elements in the order of `NetworkState`: by layer, plane and lane.
    package var values: [Double] { layers.flatMap { $0.flatMap(\.values) } }
  }

  /// Returns the initial state of lanes before any document: zeros.
  ///
  /// - Parameter lanes: The number of lanes, B.
  /// - Returns: The state.
  package func initialState(lanes: Int) -> State {
    State(layers: GraphStack.zeroState(configuration, lanes: lanes))
  }

  /// Returns the loss of a window as a new graph.
  ///
  /// - Parameters:
  ///   - batch: The tokens to read and to predict.
  ///   - state: goes from before the window to after it; the gradient stops there.
  ///   - boundary: The token that starts a document.
  /// - Returns: The window.
  package func window(
    _ batch: TokenBatch, state: inout State, boundary: Int32 = 1
  ) -> GraphWindow {
    let graph = Graph()
    let slots = GraphSlots(layout, values, configuration, in: graph)
    let lanes = batch.lanes
    func steps(_ tokens: [Int32]) -> [[Int]] {
      (0..<batch.steps).map { tokens[$0 * lanes..<($0 + 1) * lanes].map(Int.init) }
    }
    let inputs = steps(batch.inputs)
    let starts = inputs.map { tokens in
      Set(tokens.indices.filter { tokens[$0] == Int(boundary) })
    }
    let entry = state.layers.map { $0.map { graph.variable($0) } }
    var planes = entry
    let tops = GraphStack(slots).run(
      inputs, starts: (forward: starts, backward: starts), state: &planes)
    state.layers = planes.map { $0.map(\.value) }

    let weight = slots[configuration.tiesEmbeddings ? "embedding.weight" : "output.weight"]
    let transposed = weight.transposed
    let logits = tops.map { $0.product(transposed) + slots["output.bias"] }
    let targets = steps(batch.targets)
    func sum(_ smoothing: Double) -> Variable {
      let losses = zip(logits, targets).map { $0.crossEntropy($1, smoothing: smoothing) }
      return losses.dropFirst().reduce(losses[0], +)
    }
    let (loss, smoothing) = (sum(0), configuration.labelSmoothing)
    return GraphWindow(
      loss: loss, objective: smoothing > 0 ? sum(smoothing) : loss,
      logits: logits.map(\.value.values), entry: entry.flatMap { $0 }, slots: slots, layout: layout)
  }

  /// Returns the logits after each token of one lane.
  ///
  /// - Parameters:
  ///   - tokens: The tokens to read.
  ///   - state: The state of one lane before the first token, replaced by that after the last.
  ///   - boundary: The token that starts a document.
  /// - Returns: V logits for each token.
  package func logits(
    _ tokens: [Int32], state: inout State, boundary: Int32 = 1
  ) -> [[Double]] {
    let batch = TokenBatch(
      steps: tokens.count, lanes: 1, inputs: tokens, targets: tokens, boundary: boundary)
    return window(batch, state: &state, boundary: boundary).logits
  }
}
