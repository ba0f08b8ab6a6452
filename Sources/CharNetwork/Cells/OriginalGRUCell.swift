internal import CharNumerics

/// The gated recurrent unit as it was first written (Cho et al. 2014, https://arxiv.org/abs/1406.1078):
/// the reset comes before the product, and z is the share of the new. Gates in the order r z n:
///
///     r = σ(W_ir·x + b_ir + W_hr·h(t−1) + b_hr)      z the same
///     n = tanh(W_in·x + b_in + W_hn·(r·h(t−1)) + b_hn)
///     h(t) = (1 − z)·h(t−1) + z·n
///
/// Backward, with δ the gradient of h(t), and ρ = W_hnᵀ·δa_n that of r·h(t−1):
///
///     δa_n = δ·z·(1−n²)   δa_z = δ·(n − h(t−1))·z(1−z)   δa_r = ρ·h(t−1)·r(1−r)
///     carried to h(t−1): δ·(1−z) + ρ·r + W_hrᵀ·δa_r + W_hzᵀ·δa_z
struct OriginalGRUCell: Cell {
  let slots: GateSlots
  let hiddenSize: Int
  let matrices: [RecurrentMatrix]
  // Columns of the trace: r·h(t−1), and the gradients of what the two products make.
  private let reset, gateGradient, candidateGradient: Section
  // Columns of the scratch: what the first product makes; two of one gate's width.
  private let gates, first, second: Section

  init(_ builder: inout CellBuilder) {
    let h = builder.hiddenSize
    hiddenSize = h
    slots = builder.gates(3)
    reset = Section(0, width: h)
    gateGradient = Section(h, width: 2 * h)
    candidateGradient = Section(3 * h, width: h)
    gates = Section(0, width: 2 * h)
    first = Section(0, width: h)
    second = Section(h, width: h)
    guard let weight = slots.recurrentWeight else { preconditionFailure("a GRU recurs") }
    let gain = builder.gain("hh", 3 * h)
    matrices = [
      RecurrentMatrix(
        slot: weight.rows(0..<2 * h), gain: gain?.elements(0..<2 * h), backwardAccumulates: true,
        gradient: .trace(gateGradient), input: .previous),
      RecurrentMatrix(
        slot: weight.rows(2 * h..<3 * h), gain: gain?.elements(2 * h..<3 * h),
        gradient: .trace(candidateGradient), input: .trace(reset)),
    ]
  }

  var gateNames: [String] { ["reset", "update", "candidate"] }
  var traceSize: Int { 4 * hiddenSize }
  var scratchSize: Int { 2 * hiddenSize }

  private func gateColumns(_ block: Block) -> View { block.view(0..<2 * hiddenSize) }

  func step(_ frame: Frame, _ products: StepProducts, in arena: inout Arena) {
    let projection = frame.projection
    let (r, z, n) = (
      projection.part(0, of: 3), projection.part(1, of: 3), projection.part(2, of: 3)
    )
    let (previous, next) = (frame.previous[0].view(), frame.next[0].view())
    let (made, reset) = (frame.scratch(gates), frame.trace(reset))
    products[0].run(frame.recurrent, into: made, at: frame, in: &arena)
    arena.copy(made.view(), to: gateColumns(projection), accumulates: true)
    arena.apply(.sigmoid, gateColumns(projection), to: gateColumns(projection))
    arena.apply(.times, r, previous, to: reset.view())
    let candidate = frame.scratch(first)
    products[1].run(reset, into: candidate, at: frame, in: &arena)
    arena.apply(.plus, n, candidate.view(), to: n)
    arena.apply(.tanh, n, to: n)
    arena.apply(.minus, n, previous, to: next)
    arena.apply(.times, z, next, to: next)
    arena.apply(.plus, previous, next, to: next)
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ products: StepProducts, in arena: inout Arena
  ) {
    let projection = frame.projection
    let (r, z, n) = (
      projection.part(0, of: 3), projection.part(1, of: 3), projection.part(2, of: 3)
    )
    let (previous, gradient) = (frame.previous[0].view(), carried[0].view())
    let (first, second) = (frame.scratch(first), frame.scratch(second))
    let (gateGradient, candidate) = (frame.trace(gateGradient), frame.trace(candidateGradient))
    arena.apply(.plus, above.view(), gradient, to: gradient)
    arena.apply(.minus, n, previous, to: first.view())
    arena.apply(.times, first.view(), gradient, to: first.view())
    arena.apply(.times, gradient, z, to: second.view())
    arena.apply(.minus, gradient, second.view(), to: gradient)
    arena.apply(.sigmoidSlope, z, first.view(), to: z)
    arena.apply(.tanhSlope, n, second.view(), to: n)
    arena.copy(n, to: candidate.view())
    products[1].runBackward(candidate, into: first, at: frame, in: &arena)
    arena.apply(.plusTimes, first.view(), r, to: gradient)
    arena.apply(.times, first.view(), previous, to: first.view())
    arena.apply(.sigmoidSlope, r, first.view(), to: r)
    arena.copy(gateColumns(projection), to: gateGradient.view())
    products[0].runBackward(gateGradient, into: carried[0], at: frame, in: &arena)
  }
}
