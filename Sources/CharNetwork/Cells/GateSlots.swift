package import CharNumerics

/// The slots of a cell's gates, named as in PyTorch: W_ih, W_hh and their biases.
package struct GateSlots: Sendable {
  /// G.
  let gates: Int
  /// `[G·H, input]`; none after the first cell of a deep transition.
  package let inputWeight: Slot?
  /// `[rows, H]`, for all gates or none.
  package let recurrentWeight: Slot?
  /// `[G·H]`.
  let inputBias: Slot?
  /// `[rows]`.
  let recurrentBias: Slot?

  /// The biases' gradients: from the projection, and from the output of W_hh.
  func biases(recurrent: Operand) -> [VectorGradient] {
    [
      inputBias.map { VectorGradient(slot: $0, operand: .projection) },
      recurrentBias.map { VectorGradient(slot: $0, operand: recurrent) },
    ].compactMap { $0 }
  }

  /// Both biases go into the projection, the recurrent one up to a gate.
  func prepare(
    _ parameters: Parameters, projectionBias: Block, upTo count: Int? = nil, in arena: inout Arena
  ) {
    guard let inputBias else { return }
    var bias = Array(parameters[inputBias])
    if let recurrentBias {
      for (i, value) in parameters[recurrentBias].prefix(count ?? bias.count).enumerated() {
        bias[i] += value
      }
    }
    arena.write(bias, to: projectionBias)
  }
}
