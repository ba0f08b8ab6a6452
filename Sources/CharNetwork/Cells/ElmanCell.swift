internal import CharNumerics

/// The simple recurrent network of Elman (1990, https://doi.org/10.1207/s15516709cog1402_1).
///
///     h(t) = tanh(W_ih·x(t) + b_ih + W_hh·h(t−1) + b_hh)
///
/// Backward, with δ(t) the gradient of h(t) from above and from the step after:
///
///     pre(t) = δ(t) · (1 − h(t)²),   carried to h(t−1): W_hhᵀ·pre(t)
struct ElmanCell: Cell {
  static let gates = 1

  let slots: GateSlots
  let hiddenSize: Int

  var projectionSize: Int { hiddenSize }
  var stateCount: Int { 1 }
  var traceSize: Int { 0 }
  var constantSize: Int { 0 }
  var productAccumulates: Bool { true }
  var backwardProductAccumulates: Bool { false }

  func prepare(
    _ parameters: Parameters, projectionBias: Block, constants: Block, in arena: inout Arena
  ) {
    arena.write(
      zip(parameters[slots.inputBias], parameters[slots.recurrentBias]).map(+), to: projectionBias)
  }

  func step(_ frame: Frame, _ product: WeightProduct, in arena: inout Arena) {
    product.run(frame.recurrent, into: frame.projection, in: &arena)
    arena.elmanForward(frame.projection, hidden: frame.next[0])
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ product: WeightProduct, in arena: inout Arena
  ) {
    arena.elmanBackward(
      hidden: frame.next[0], above: above, carried: carried[0], pre: frame.projection)
    product.run(frame.projection, into: carried[0], in: &arena)
  }

  func recurrentGradient(projection: Block, trace: Block) -> Block { projection }
}
