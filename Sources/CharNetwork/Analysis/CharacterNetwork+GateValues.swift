package import CharNumerics

/// The values of one gate, or of the output, of a layer over the steps of a window.
public struct GateValues: Sendable {
  /// The layer, from 0.
  public let layer: Int
  /// `input`, `forget`, `candidate`, …, or `hidden`.
  public let name: String
  /// All units at all steps of all lanes.
  public let values: [Float]
}

extension CharacterNetwork {
  /// Computes gates and outputs over a window of text.
  ///
  /// - Parameters:
  ///   - batch: `[T, B]`; its lanes start from a zero state.
  ///   - parameters: the weights.
  /// - Returns: the gates of every layer, those of the first cell of a step, and its output.
  package func gateValues(_ batch: TokenBatch, _ parameters: Parameters) -> [GateValues] {
    withSerialKernels {
      let weights = PackedWeights(productSlots, precision: .float32, trains: false)
      weights.pack(parameters)
      var workspace = makeWorkspace(
        steps: batch.steps, lanes: batch.lanes, trains: false, weights: weights)
      prepare(&workspace, parameters)
      var state = initialState(lanes: batch.lanes)
      forward(batch, parameters, &state, &workspace, dropoutKey: nil)
      let h = configuration.hiddenSize
      return workspace.stack.layers.indices.flatMap { index in
        let layer = workspace.stack.layers[index][0]
        // Cells leave their gates where the projected input was.
        let gates = workspace.arena.read(layer.projection)
        let width = layer.projection.columns
        var all: [GateValues] = []
        for (gate, name) in layer.description.cells[0].gateNames.enumerated()
        where (gate + 1) * h <= width {
          let values = stride(from: gate * h, to: gates.count, by: width).flatMap {
            gates[$0..<$0 + h]
          }
          all.append(GateValues(layer: index, name: name, values: values))
        }
        let output = workspace.arena.read(layer.output)
        return all + [GateValues(layer: index, name: "hidden", values: Array(output))]
      }
    }
  }
}
