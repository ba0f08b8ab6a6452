internal import CharNumerics

/// The minimal long short-term memory (Feng et al. 2024, https://arxiv.org/abs/2410.01201): gates see
/// the input alone, and the two of them add up to 1. Gates in the order f, i, h̃:
///
///     f = σ(W_f·x + b_f)    i = σ(W_i·x + b_i)    h̃ = W_h·x + b_h
///     h(t) = (f·h(t−1) + i·h̃) / (f + i)
///
/// Backward, with δ the gradient of h(t) and ε = δ / (f + i):
///
///     δa_f = ε·(h(t−1) − h(t))·f(1−f)   δa_i = ε·(h̃ − h(t))·i(1−i)   δh̃ = ε·i
///     carried to h(t−1): ε·f
struct MinLSTMCell: Cell {
  let slots: GateSlots
  let hiddenSize: Int
  private let first, second: Section

  init(_ builder: inout CellBuilder) {
    let h = builder.hiddenSize
    slots = builder.gates(3, recurs: false)
    hiddenSize = h
    (first, second) = (Section(0, width: h), Section(h, width: h))
  }

  var gateNames: [String] { ["forget", "input", "candidate"] }
  var scratchSize: Int { 2 * hiddenSize }
  var constantSize: Int { hiddenSize }
  var canBeSplit: Bool { true }

  /// Keeps f + i from 0 where both are too small for a float.
  private static let smallest: Float = 1e-30

  func prepare(
    _ parameters: Parameters, projectionBias: Block, constants: Block, in arena: inout Arena
  ) {
    slots.prepare(parameters, projectionBias: projectionBias, in: &arena)
    arena.fill(constants, with: MinLSTMCell.smallest)
  }

  func step(_ frame: Frame, _ products: StepProducts, in arena: inout Arena) {
    let projection = frame.projection
    let (f, i, candidate) = (
      projection.part(0, of: 3), projection.part(1, of: 3), projection.part(2, of: 3)
    )
    let (previous, next) = (frame.previous[0].view(), frame.next[0].view())
    let sum = frame.scratch(first).view()
    arena.apply(.sigmoid, f, to: f)
    arena.apply(.sigmoid, i, to: i)
    add(f, i, frame, to: sum, in: &arena)
    arena.apply(.times, f, previous, to: next)
    arena.apply(.plusTimes, i, candidate, to: next)
    arena.apply(.divided, next, sum, to: next)
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ products: StepProducts, in arena: inout Arena
  ) {
    let projection = frame.projection
    let (f, i, candidate) = (
      projection.part(0, of: 3), projection.part(1, of: 3), projection.part(2, of: 3)
    )
    let (previous, next) = (frame.previous[0].view(), frame.next[0].view())
    let (first, second) = (frame.scratch(first).view(), frame.scratch(second).view())
    let gradient = carried[0].view()
    arena.apply(.plus, above.view(), gradient, to: gradient)
    add(f, i, frame, to: first, in: &arena)
    arena.apply(.divided, gradient, first, to: gradient)
    arena.apply(.minus, previous, next, to: first)
    arena.apply(.times, first, gradient, to: first)
    arena.apply(.minus, candidate, next, to: second)
    arena.apply(.times, second, gradient, to: second)
    arena.apply(.times, gradient, i, to: candidate)
    arena.apply(.times, gradient, f, to: gradient)
    arena.apply(.sigmoidSlope, f, first, to: f)
    arena.apply(.sigmoidSlope, i, second, to: i)
  }

  private func add(_ f: View, _ i: View, _ frame: Frame, to sum: View, in arena: inout Arena) {
    arena.apply(.plus, f, i, to: sum)
    arena.apply(.plus, sum, frame.constant(Section(0, width: hiddenSize)), to: sum)
  }
}
