internal import CharNumerics

/// The gated recurrent unit (Cho et al. 2014, https://arxiv.org/abs/1406.1078), with the reset after
/// the product as in cuDNN and PyTorch. Gates in the order r z n, q the recurrent part of n:
///
///     r = σ(W_ir·x + b_ir + W_hr·h(t−1) + b_hr)      z the same
///     q = W_hn·h(t−1) + b_hn                          n = tanh(W_in·x + b_in + r·q)
///     h(t) = (1 − z)·n + z·h(t−1)
///
/// The trace `[3H]` receives the recurrent product and keeps q. Backward, with δ the gradient of h(t):
///
///     δa_n = δ·(1−z)·(1−n²)   δa_r = δa_n·q·r(1−r)   δa_z = δ·(h(t−1) − n)·z(1−z)
///     recurrent side: (δa_r, δa_z, δa_n·r),   carried to h(t−1): δ·z + W_hhᵀ·(that)
struct GRUCell: Cell {
  static let gates = 3

  let slots: GateSlots
  let hiddenSize: Int

  var projectionSize: Int { 3 * hiddenSize }
  var stateCount: Int { 1 }
  var traceSize: Int { 3 * hiddenSize }
  var constantSize: Int { hiddenSize }
  var productAccumulates: Bool { false }
  var backwardProductAccumulates: Bool { true }

  func prepare(
    _ parameters: Parameters, projectionBias: Block, constants: Block, in arena: inout Arena
  ) {
    let (input, recurrent) = (parameters[slots.inputBias], parameters[slots.recurrentBias])
    var bias = Array(input)
    for (i, value) in recurrent.prefix(2 * hiddenSize).enumerated() { bias[i] += value }
    arena.write(bias, to: projectionBias)
    arena.write(recurrent.suffix(hiddenSize), to: constants)
  }

  func step(_ frame: Frame, _ product: WeightProduct, in arena: inout Arena) {
    product.run(frame.recurrent, into: frame.trace, in: &arena)
    arena.gruForward(
      projection: frame.projection, recurrent: frame.trace, candidateBias: frame.constants,
      previous: frame.previous[0], hidden: frame.next[0])
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ product: WeightProduct, in arena: inout Arena
  ) {
    arena.gruBackward(
      projection: frame.projection, recurrent: frame.trace, previous: frame.previous[0],
      above: above, carried: carried[0])
    product.run(frame.trace, into: carried[0], in: &arena)
  }

  func recurrentGradient(projection: Block, trace: Block) -> Block { trace }
}
