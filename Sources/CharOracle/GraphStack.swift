import CharAutodiff
import CharNetwork

/// What stands between tokens and the output projection: embedding, input layers, recurrent layers
/// with residual and skip connections, output layers. Without dropout.
struct GraphStack {
  private let slots: GraphSlots
  private let layers: [GraphLayer]

  init(_ slots: GraphSlots) {
    self.slots = slots
    layers = (0..<slots.configuration.layers).map { GraphLayer(slots, layer: $0) }
  }

  /// Runs over a window.
  ///
  /// - Parameters:
  ///   - tokens: for each step, the token of each lane.
  ///   - starts: as a layer takes them.
  ///   - state: for each layer its planes; goes from before the window to after it.
  /// - Returns: for each step, what the output projection reads, `[B, width]`.
  func run(
    _ tokens: [[Int]], starts: [Variable?], state: inout [[Variable]]
  ) -> [Variable] {
    let configuration = slots.configuration
    let embedding = slots["embedding.weight"]
    let embedded = tokens.map {
      dense("input_layers", count: configuration.inputLayers, embedding.rows($0))
    }
    // What goes up from each layer, step by step.
    var ups: [[Variable]] = []
    for (index, layer) in layers.enumerated() {
      let below = ups.last ?? embedded
      let inputs =
        index > 0 && configuration.isSkipping
        ? zip(below, embedded).map { .beside([$0, $1]) } : below
      let outputs = layer.run(inputs, starts: starts, state: &state[index])
      ups.append(index > 0 && configuration.isResidual ? zip(below, outputs).map(+) : outputs)
    }
    return tokens.indices.map { step in
      let all = ups.map { $0[step] }
      let top = configuration.isSkipping ? Variable.beside(all) : all[all.count - 1]
      return dense("output_layers", count: configuration.outputLayers, top)
    }
  }

  /// Fully connected layers: tanh(A·x + b), one after another.
  private func dense(_ name: String, count: Int, _ x: Variable) -> Variable {
    (0..<count).reduce(x) { x, i in
      tanh(x.product(slots["\(name).\(i).weight"].transposed) + slots["\(name).\(i).bias"])
    }
  }
}
