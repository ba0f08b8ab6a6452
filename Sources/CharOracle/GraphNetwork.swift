package import CharAutodiff
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
    let plane = Matrix(Shape(rows: lanes, columns: configuration.hiddenSize))
    let planes = [Matrix](repeating: plane, count: GraphCell.planes(configuration))
    return State(layers: [[Matrix]](repeating: planes, count: configuration.layers))
  }

  /// The loss of a window as a graph of its own.
  ///
  /// - Parameters:
  ///   - batch: what to read and to predict.
  ///   - state: that before the window, a constant to the gradient; becomes that after it.
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
    let starts = inputs.map { tokens -> Variable? in
      let starts = tokens.map { $0 == Int(boundary) ? 1.0 : 0 }
      return starts.contains(1)
        ? graph.constant(Matrix(rows: lanes, columns: 1, starts)) : nil
    }
    var planes = state.layers.map { $0.map(graph.constant) }
    let tops = GraphStack(slots).run(inputs, starts: starts, state: &planes)
    state.layers = planes.map { $0.map(\.value) }

    let weight = slots[configuration.tiesEmbeddings ? "embedding.weight" : "output.weight"]
    let transposed = weight.transposed
    let logits = tops.map { $0.product(transposed) + slots["output.bias"] }
    let losses = zip(logits, steps(batch.targets)).map { $0.crossEntropy($1) }
    return GraphWindow(
      loss: losses.dropFirst().reduce(losses[0], +), logits: logits.map(\.value), slots: slots,
      layout: layout)
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
    return window(batch, state: &state, boundary: boundary).logits.map(\.values)
  }
}

/// The loss of one window as a graph.
package struct GraphWindow {
  let loss: Variable
  /// For each step, `[B, V]`.
  package let logits: [Matrix]
  let slots: GraphSlots
  let layout: ParameterLayout

  /// Σ −ln p over all steps and lanes, in nats.
  package var nats: Double { loss.value[0, 0] }

  /// The gradient of `nats` by reverse mode.
  ///
  /// - Returns: a number for each parameter, in the order of the layout.
  package func gradient() -> [Double] {
    let gradients = loss.graph.gradients(of: loss)
    return layout.slots.flatMap { gradients[slots[$0.name]].values }
  }

  /// The gradient of `nats` by one slot from differences of `nats` alone.
  ///
  /// - Parameter slot: one of the layout.
  /// - Returns: a number for each of its parameters.
  package func centralDifferences(by slot: Slot) -> [Double] {
    loss.graph.centralDifferences(of: loss, by: slots[slot.name]).values
  }

  /// How `nats` changes as all parameters move along a direction, by forward mode.
  ///
  /// - Parameter direction: a number for each parameter, in the order of the layout.
  /// - Returns: the slope.
  package func slope(along direction: [Double]) -> Double {
    let directions = layout.slots.map { slot in
      let matrix = Matrix(
        rows: slot.rows, columns: slot.columns, Array(direction[slot.range]))
      return (slots[slot.name], matrix)
    }
    return loss.graph.tangents(along: directions)[loss][0, 0]
  }
}
