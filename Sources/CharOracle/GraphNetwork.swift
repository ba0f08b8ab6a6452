import CharAutodiff
package import CharNetwork
package import CharNumerics

/// The oracle: any character network built as a computational graph in double precision, written from
/// the equations and not from the fast network, which it judges.
///
/// It knows the parameters by their names alone. Dropout of any kind is left out, and zoneout is its
/// expectation: it is the network as it reads, not as it is disturbed while it learns.
package struct GraphNetwork {
  /// All parameters in the order of the layout.
  package var values: [Double]
  /// What stands where.
  package let layout: ParameterLayout
  let configuration: NetworkConfiguration

  /// The twin of a network, with its parameters.
  ///
  /// - Parameters:
  ///   - network: what it is made of.
  ///   - parameters: the weights.
  package init(_ network: CharacterNetwork, _ parameters: Parameters) {
    values = parameters.values.map(Double.init)
    layout = network.layout
    configuration = network.configuration
  }

  /// What all lanes remember: for each layer its planes, `[B, H]`, the output first.
  package struct State: Equatable {
    var layers: [[Matrix]]

    /// All numbers in the order of `NetworkState`: layer by layer, plane by plane, lane by lane.
    package var values: [Double] { layers.flatMap { $0.flatMap(\.values) } }
  }

  /// The state of lanes that have read nothing: zeros, as long as no document has started.
  ///
  /// - Parameter lanes: B.
  /// - Returns: the state.
  package func initialState(lanes: Int) -> State {
    State(layers: GraphStack.zeroState(configuration, lanes: lanes))
  }

  /// The loss of a window as a graph of its own.
  ///
  /// - Parameters:
  ///   - batch: what to read and to predict.
  ///   - state: goes from before the window to after it; the gradient stops there.
  ///   - boundary: the token that starts a document.
  /// - Returns: the window.
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

  /// The logits after each token of one lane.
  ///
  /// - Parameters:
  ///   - tokens: what is read.
  ///   - state: of one lane; goes from before the first token to after the last.
  ///   - boundary: the token that starts a document.
  /// - Returns: for each token, V logits.
  package func logits(
    _ tokens: [Int32], state: inout State, boundary: Int32 = 1
  ) -> [[Double]] {
    let batch = TokenBatch(
      steps: tokens.count, lanes: 1, inputs: tokens, targets: tokens, boundary: boundary)
    return window(batch, state: &state, boundary: boundary).logits
  }
}
