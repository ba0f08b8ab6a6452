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
  let slots: GateSlots
  let hiddenSize: Int
  let matrices: [RecurrentMatrix]
  private let recurrent: Section

  init(_ builder: inout CellBuilder) {
    slots = builder.gates(3)
    hiddenSize = builder.hiddenSize
    recurrent = Section(0, width: 3 * builder.hiddenSize)
    matrices = builder.recurrence(
      slots, gradient: .trace(recurrent), accumulates: false, backwardAccumulates: true)
  }

  var gateNames: [String] { ["reset", "update", "candidate"] }
  var traceSize: Int { 3 * hiddenSize }
  var constantSize: Int { hiddenSize }
  var vectors: [VectorGradient] { slots.biases(recurrent: .trace(recurrent)) }
  var canBeSplit: Bool { true }

  func prepare(
    _ parameters: Parameters, projectionBias: Block, constants: Block, in arena: inout Arena
  ) {
    slots.prepare(
      parameters, projectionBias: projectionBias, upTo: 2 * hiddenSize, in: &arena)
    if let bias = slots.recurrentBias {
      arena.write(parameters[bias].suffix(hiddenSize), to: constants)
    }
  }

  func step(_ frame: Frame, _ products: StepProducts, in arena: inout Arena) {
    let trace = frame.trace(recurrent)
    products[0].run(frame.recurrent, into: trace, at: frame, in: &arena)
    arena.gruForward(
      projection: frame.projection, recurrent: trace, candidateBias: frame.constants,
      previous: frame.previous[0], hidden: frame.next[0])
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ products: StepProducts, in arena: inout Arena
  ) {
    let trace = frame.trace(recurrent)
    arena.gruBackward(
      projection: frame.projection, recurrent: trace, previous: frame.previous[0],
      above: above, carried: carried[0])
    products[0].runBackward(trace, into: carried[0], at: frame, in: &arena)
  }
}
