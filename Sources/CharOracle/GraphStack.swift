import CharAutodiff
import CharNetwork

/// The layers between tokens and the output projection: embedding, input layers, recurrent layers
/// with residual and skip connections in one or both directions, output layers. Without dropout.
struct GraphStack {
  /// The lanes in which a sequence starts at each step, in forward and in backward reading order.
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

  /// Returns zeros for every plane of every layer, `[B, H]`.
  static func zeroState(_ configuration: NetworkConfiguration, lanes: Int) -> [[Matrix]] {
    let plane = Matrix(Shape(rows: lanes, columns: configuration.hiddenSize))
    let planes = [Matrix](repeating: plane, count: GraphCell.planes(configuration))
    return [[Matrix]](repeating: planes, count: configuration.layers)
  }

  /// Runs the layers over a window.
  ///
  /// - Parameters:
  ///   - tokens: The tokens of all lanes at each step.
  ///   - starts: The starts of sequences.
  ///   - state: The planes of each layer's forward direction before the window, replaced by those
  ///     after it. Backward directions start from the initial state.
  /// - Returns: The inputs of the output projection at each step, `[B, width]`.
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
    // The outputs of each layer, step by step.
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

  /// Returns for each step `[B, 1]` with 1 in lanes that start; nil if none does.
  private func masks(_ starts: [Set<Int>], lanes: Int) -> [Variable?] {
    starts.map { starting in
      starting.isEmpty
        ? nil
        : slots.graph.constant(
          Matrix(rows: lanes, columns: 1, (0..<lanes).map { starting.contains($0) ? 1 : 0 }))
    }
  }

  /// Applies fully connected layers, tanh(A·x + b) each.
  private func dense(_ name: String, count: Int, _ x: Variable) -> Variable {
    (0..<count).reduce(x) { x, i in
      tanh(x.product(slots["\(name).\(i).weight"].transposed) + slots["\(name).\(i).bias"])
    }
  }
}
