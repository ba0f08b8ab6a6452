public import CharNumerics

/// The fading or growth of the gradient of one prediction on its way back through a window: the problem
/// that gated cells were made for (Bengio et al. 1994, https://doi.org/10.1109/72.279181).
public struct GradientFlow: Sendable {
  /// For each layer and step, the length of the gradient of the last step's loss with respect to the
  /// state after that step, all lanes together.
  public let norms: [[Double]]

  /// True if all lengths are finite numbers.
  public var isFinite: Bool { norms.joined().allSatisfy(\.isFinite) }

  /// For each layer, the gradient at the first step divided by that at the last; nil where the last is zero.
  public var ratios: [Double?] {
    norms.map { layer in
      guard let first = layer.first, let last = layer.last, last > 0 else { return nil }
      return first / last
    }
  }
}

extension CharacterNetwork {
  /// Follows the gradient of the last step's loss back through windows of a text.
  ///
  /// - Parameters:
  ///   - batch: `[T, B]`; its lanes start from a zero state.
  ///   - parameters: the weights.
  /// - Returns: the gradient's length step by step.
  public func gradientFlow(_ batch: TokenBatch, _ parameters: Parameters) -> GradientFlow {
    withSerialKernels {
      let weights = PackedWeights(productSlots, precision: .float32, trains: true)
      weights.pack(parameters)
      var workspace = makeWorkspace(steps: batch.steps, lanes: batch.lanes, weights: weights)
      prepare(&workspace, parameters)
      var state = initialState(lanes: batch.lanes)
      var gradient = Gradient(layout: layout)
      forward(batch, parameters, &state, &workspace, dropoutKey: nil)
      _ = workspace.head.lossAndGradient(
        batch, workspace.stack, scale: 1, in: &workspace.arena, gradient: &gradient)
      workspace.arena.fill(
        workspace.stack.topGradient.rows(from: 0, count: (batch.steps - 1) * batch.lanes))
      let norms = Norms(layers: stack.layers.count, steps: batch.steps)
      workspace.stack.backward(
        batch.inputs, batch.starts, key: nil,
        observer: { [stack] layer in
          let planes = 1..<stack.layers[layer][0].stateCount
          return { step, above, carried, arena in
            let output = zip(arena.read(above), arena.read(carried[0])).map(+)
            let values = output + planes.flatMap { arena.read(carried[$0]) }
            norms.values[layer][step] =
              values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
          }
        }, in: &workspace.arena, gradient: &gradient)
      return GradientFlow(norms: norms.values)
    }
  }

  /// Results of an observer.
  private final class Norms {
    var values: [[Double]]

    init(layers: Int, steps: Int) {
      values = Array(repeating: Array(repeating: 0, count: steps), count: layers)
    }
  }
}
