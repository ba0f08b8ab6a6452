internal import CharNumerics

/// The simple recurrent unit (Lei et al. 2018, https://arxiv.org/abs/1709.02755): no product inside the
/// recurrence, and a highway around it. Gates in the order x̃ f r k:
///
///     x̃ = W·x + b     f = σ(W_f·x + b_f + v_f·c(t−1))     r = σ(W_r·x + b_r + v_r·c(t−1))
///     c(t) = f·c(t−1) + (1 − f)·x̃
///     h(t) = r·c(t) + (1 − r)·k          k = W_k·x + b_k
///
/// The highway has a projection of its own, as the authors' has where input and output differ in
/// width. State is c; h is not fed back. Backward, with δh and δc what arrives:
///
///     δa_r = δh·(c − k)·r(1−r)   δk = δh·(1−r)   δc ← δc + δh·r
///     δa_f = δc·(c(t−1) − x̃)·f(1−f)   δx̃ = δc·(1−f)
///     carried to c(t−1): δc·f + δa_f·v_f + δa_r·v_r
struct SRUCell: Cell {
  let slots: GateSlots
  let hiddenSize: Int
  let vectors: [VectorGradient]
  private let weight: Slot
  // Columns of v_f and v_r among the constants and sums; two of the scratch.
  private let first, second: Section

  init(_ builder: inout CellBuilder) {
    let h = builder.hiddenSize
    hiddenSize = h
    slots = builder.gates(4, openGate: 1, recurs: false)
    weight = builder.vector("weight_c", 2 * h, .uniform(1 / Float(h).squareRoot()))
    (first, second) = (Section(0, width: h), Section(h, width: h))
    vectors =
      slots.biases(recurrent: .projection)
      + [VectorGradient(slot: weight, operand: .sums(Section(0, width: 2 * h)))]
  }

  var gateNames: [String] { ["candidate", "forget", "reset"] }
  var stateCount: Int { 2 }
  var scratchSize: Int { 2 * hiddenSize }
  var constantSize: Int { 2 * hiddenSize }
  var sumSize: Int { 2 * hiddenSize }
  var canBeSplit: Bool { true }

  func prepare(
    _ parameters: Parameters, projectionBias: Block, constants: Block, in arena: inout Arena
  ) {
    slots.prepare(parameters, projectionBias: projectionBias, in: &arena)
    arena.write(parameters[weight], to: constants)
  }

  func step(_ frame: Frame, _ products: StepProducts, in arena: inout Arena) {
    let (x, f, r, k) = gates(frame)
    let (before, c, h) = (frame.previous[1].view(), frame.next[1].view(), frame.next[0].view())
    arena.apply(.plusTimes, before, frame.constant(first), to: f)
    arena.apply(.sigmoid, f, to: f)
    arena.apply(.plusTimes, before, frame.constant(second), to: r)
    arena.apply(.sigmoid, r, to: r)
    arena.apply(.minus, before, x, to: c)
    arena.apply(.times, f, c, to: c)
    arena.apply(.plus, x, c, to: c)
    arena.apply(.minus, c, k, to: h)
    arena.apply(.times, r, h, to: h)
    arena.apply(.plus, k, h, to: h)
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ products: StepProducts, in arena: inout Arena
  ) {
    let (x, f, r, k) = gates(frame)
    let (before, c) = (frame.previous[1].view(), frame.next[1].view())
    let (gradient, cellGradient) = (carried[0].view(), carried[1].view())
    let (one, two) = (frame.scratch(first), frame.scratch(second))
    arena.apply(.plus, above.view(), gradient, to: gradient)
    arena.apply(.minus, c, k, to: one.view())
    arena.apply(.times, one.view(), gradient, to: one.view())
    arena.apply(.times, gradient, r, to: two.view())
    arena.apply(.plus, cellGradient, two.view(), to: cellGradient)
    arena.apply(.minus, gradient, two.view(), to: k)
    arena.apply(.sigmoidSlope, r, one.view(), to: r)

    arena.apply(.minus, before, x, to: one.view())
    arena.apply(.times, one.view(), cellGradient, to: one.view())
    arena.apply(.times, cellGradient, f, to: two.view())
    arena.apply(.minus, cellGradient, two.view(), to: x)
    arena.apply(.sigmoidSlope, f, one.view(), to: f)
    arena.copy(two.view(), to: cellGradient)
    arena.apply(.plusTimes, f, frame.constant(first), to: cellGradient)
    arena.apply(.plusTimes, r, frame.constant(second), to: cellGradient)

    arena.apply(.times, f, before, to: one.view())
    arena.addColumnSums(one, to: frame.sums.columns(first.range))
    arena.apply(.times, r, before, to: one.view())
    arena.addColumnSums(one, to: frame.sums.columns(second.range))
    arena.fill(carried[0])
  }

  private func gates(_ frame: Frame) -> (x: View, f: View, r: View, k: View) {
    let projection = frame.projection
    return (
      projection.part(0, of: 4), projection.part(1, of: 4), projection.part(2, of: 4),
      projection.part(3, of: 4)
    )
  }
}
