internal import CharNumerics

/// Long short-term memory (Hochreiter and Schmidhuber 1997,
/// https://doi.org/10.1162/neco.1997.9.8.1735) with the forget gate of Gers et al. 2000
/// (https://doi.org/10.1162/089976600300015015). Gates in PyTorch's order i f g o:
///
///     i = σ(a_i)   f = σ(a_f)   g = tanh(a_g)   o = σ(a_o)   a = W_ih·x + b_ih + W_hh·h(t−1) + b_hh
///     c(t) = f·c(t−1) + i·g
///     h(t) = o·tanh c(t)
///
/// The trace is tanh c(t). Backward, with δh and δc what arrives from above and from the step after:
///
///     δc ← δc + δh·o·(1 − tanh² c),   carried to c(t−1): δc·f
///     δa_i = δc·g·i(1−i)   δa_f = δc·c(t−1)·f(1−f)   δa_g = δc·i·(1−g²)   δa_o = δh·tanh c·o(1−o)
///     carried to h(t−1): W_hhᵀ·δa
struct LSTMCell: Cell {
  static let gates = 4
  static let forgetGate = 1

  let slots: GateSlots
  let hiddenSize: Int

  var projectionSize: Int { 4 * hiddenSize }
  var stateCount: Int { 2 }
  var traceSize: Int { hiddenSize }
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
    arena.lstmForward(
      gates: frame.projection, previousCell: frame.previous[1], cell: frame.next[1],
      tanhCell: frame.trace, hidden: frame.next[0])
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ product: WeightProduct, in arena: inout Arena
  ) {
    arena.lstmBackward(
      gates: frame.projection, previousCell: frame.previous[1], tanhCell: frame.trace,
      above: above, carried: carried[0], carriedCell: carried[1])
    product.run(frame.projection, into: carried[0], in: &arena)
  }

  func recurrentGradient(projection: Block, trace: Block) -> Block { projection }
}
