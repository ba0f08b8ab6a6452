import CharAutodiff
import CharNetwork

/// What stands between tokens and the output projection: embedding, input layers, recurrent layers
/// with residual and skip connections in one or both directions, output layers. Without dropout.
struct GraphStack {
  /// For each step, the lanes in which a sequence starts as it is read forward, and backward.
  typealias Starts = (forward: [Set<Int>], backward: [Set<Int>])

  private let slots: GraphSlots
  private let layers: [(forward: GraphLayer, backward: GraphLayer?)]

  init(_ slots: GraphSlots) {
    self.slots = slots
    layers = (0..<slots.configuration.layers).map { layer in
      let backward =
        slots.configuration.isBidirectional
        ? GraphLayer(slots, layer: layer, direction: "_reverse") : nil
      return (GraphLayer(slots, layer: layer), backward)
    }
  }

  /// Zeros for every plane of every layer, `[B, H]`.
  static func zeroState(_ configuration: NetworkConfiguration, lanes: Int) -> [[Matrix]] {
    let plane = Matrix(Shape(rows: lanes, columns: configuration.hiddenSize))
    let planes = [Matrix](repeating: plane, count: GraphCell.planes(configuration))
    return [[Matrix]](repeating: planes, count: configuration.layers)
  }

  /// Runs over a window.
  ///
  /// - Parameters:
  ///   - tokens: for each step, the token of each lane.
  ///   - starts: where sequences start.
  ///   - state: for each layer the planes of its forward direction; goes from before the window to
  ///     after it. A backward direction has read nothing.
  /// - Returns: for each step, what the output projection reads, `[B, width]`.
  func run(_ tokens: [[Int]], starts: Starts, state: inout [[Variable]]) -> [Variable] {
    let configuration = slots.configuration
    let embedding = slots["embedding.weight"]
    let embedded = tokens.map {
      dense("input_layers", count: configuration.inputLayers, embedding.rows($0))
    }
    let lanes = tokens[0].count
    let (forwardStarts, backwardStarts) = (
      masks(starts.forward, lanes: lanes), masks(starts.backward, lanes: lanes)
    )
    // What goes up from each layer, step by step.
    var ups: [[Variable]] = []
    for (index, layer) in layers.enumerated() {
      let below = ups.last ?? embedded
      let inputs =
        index > 0 && configuration.usesSkipConnections
        ? zip(below, embedded).map { .beside([$0, $1]) } : below
      var outputs = layer.forward.run(inputs, starts: forwardStarts, state: &state[index])
      if let backward = layer.backward {
        var nothing = GraphStack.zeroState(configuration, lanes: lanes)[index]
          .map(slots.graph.constant)
        let reversed = backward.run(
          inputs.reversed(), starts: backwardStarts.reversed(), state: &nothing)
        outputs = zip(outputs, reversed.reversed()).map { .beside([$0, $1]) }
      }
      ups.append(index > 0 && configuration.isResidual ? zip(below, outputs).map(+) : outputs)
    }
    return tokens.indices.map { step in
      let all = ups.map { $0[step] }
      let top = configuration.usesSkipConnections ? Variable.beside(all) : all[all.count - 1]
      return dense("output_layers", count: configuration.outputLayers, top)
    }
  }

  /// For each step, `[B, 1]` with 1 in the lanes that start; nil where none does.
  private func masks(_ starts: [Set<Int>], lanes: Int) -> [Variable?] {
    starts.map { starting in
      starting.isEmpty
        ? nil
        : slots.graph.constant(
          Matrix(rows: lanes, columns: 1, (0..<lanes).map { starting.contains($0) ? 1 : 0 }))
    }
  }

  /// Fully connected layers: tanh(A·x + b), one after another.
  private func dense(_ name: String, count: Int, _ x: Variable) -> Variable {
    (0..<count).reduce(x) { x, i in
      tanh(x.product(slots["\(name).\(i).weight"].transposed) + slots["\(name).\(i).bias"])
    }
  }
}
