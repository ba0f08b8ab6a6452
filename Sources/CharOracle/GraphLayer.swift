import CharAutodiff
import CharNetwork

/// One recurrent layer, in one direction, over a sequence: document starts, deep transitions, zoneout.
struct GraphLayer {
  private let configuration: NetworkConfiguration
  private let projection: GraphProduct
  private let cell: GraphCell
  /// The further cells within a step, each with its a: b_ih, or 0.
  private let transitions: [(cell: GraphCell, a: Variable)]
  /// The initial state of documents, `[planes, H]`.
  private let initial: Variable

  /// Creates a layer; the suffix of its direction is empty or `_reverse`.
  init(_ slots: GraphSlots, layer: Int, direction: String = "") {
    let configuration = slots.configuration
    let graph = slots.graph
    self.configuration = configuration
    let suffix = "_l\(layer)\(direction)"
    projection = slots.product(
      weight: "weight_ih", gain: "norm_ih", bias: "bias_ih", suffix: suffix)
    cell = GraphCell(slots, suffix: suffix)
    let h = configuration.hiddenSize
    let zero = Matrix(Shape(rows: 1, columns: GraphCell.gates(configuration) * h))
    transitions = (1..<configuration.transitionDepth).map { depth in
      let suffix = "_l\(layer)_d\(depth)\(direction)"
      let a = configuration.hasBiases ? slots["rnn.bias_ih\(suffix)"] : graph.constant(zero)
      return (GraphCell(slots, suffix: suffix), a)
    }
    let planes = GraphCell.planes(configuration)
    initial =
      configuration.learnsInitialState
      ? slots["rnn.initial\(suffix)"] : graph.constant(Matrix(Shape(rows: planes, columns: h)))
  }

  /// Runs the layer over a sequence.
  ///
  /// - Parameters:
  ///   - inputs: The inputs of each step, `[B, input]`.
  ///   - starts: The document starts of each step, `[B, 1]`: 1 in lanes in which a document starts,
  ///     else 0; nil if there are none.
  ///   - state: The state planes `[B, H]` before the sequence, replaced by those after it.
  /// - Returns: The output of each step, `[B, H]`.
  func run(_ inputs: [Variable], starts: [Variable?], state: inout [Variable]) -> [Variable] {
    zip(inputs, starts).map { x, start in
      if let start {
        for plane in state.indices {
          state[plane] = (1 - start) * state[plane] + start * initial.rows([plane])
        }
      }
      state = step(x, state)
      return state[0]
    }
  }

  private func step(_ x: Variable, _ before: [Variable]) -> [Variable] {
    var state = cell.step(projection(x), before)
    for (cell, a) in transitions { state = cell.step(a, state) }
    // The expectation of zoneout (Krueger et al. 2017, https://arxiv.org/abs/1606.01305).
    let p = configuration.zoneout
    if p > 0 {
      for plane in state.indices.prefix(2) {
        state[plane] = p * before[plane] + (1 - p) * state[plane]
      }
    }
    return state
  }
}
