internal import CharNumerics

/// The minimal gated recurrent unit (Feng et al. 2024, https://arxiv.org/abs/2410.01201): gates see the
/// input alone, so that there is no product inside the recurrence. Gates in the order z, h̃:
///
///     z = σ(W_z·x + b_z)    h̃ = W_h·x + b_h    h(t) = (1 − z)·h(t−1) + z·h̃
///
/// Backward, with δ the gradient of h(t):
///
///     δa_z = δ·(h̃ − h(t−1))·z(1−z)   δh̃ = δ·z,   carried to h(t−1): δ·(1 − z)
struct MinGRUCell: Cell {
  let slots: GateSlots
  let hiddenSize: Int

  init(_ builder: inout CellBuilder) {
    slots = builder.gates(2, recurs: false)
    hiddenSize = builder.hiddenSize
  }

  var gateNames: [String] { ["update", "candidate"] }
  var scratchSize: Int { hiddenSize }
  var canBeSplit: Bool { true }

  func step(_ frame: Frame, _ products: StepProducts, in arena: inout Arena) {
    let (z, candidate) = (frame.projection.part(0, of: 2), frame.projection.part(1, of: 2))
    let (previous, next) = (frame.previous[0].view(), frame.next[0].view())
    arena.apply(.sigmoid, z, to: z)
    arena.apply(.minus, candidate, previous, to: next)
    arena.apply(.times, z, next, to: next)
    arena.apply(.plus, previous, next, to: next)
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ products: StepProducts, in arena: inout Arena
  ) {
    let (z, candidate) = (frame.projection.part(0, of: 2), frame.projection.part(1, of: 2))
    let (previous, gradient) = (frame.previous[0].view(), carried[0].view())
    let scratch = frame.scratch(Section(0, width: hiddenSize)).view()
    arena.apply(.plus, above.view(), gradient, to: gradient)
    arena.apply(.minus, candidate, previous, to: scratch)
    arena.apply(.times, scratch, gradient, to: scratch)
    arena.apply(.times, gradient, z, to: candidate)
    arena.apply(.minus, gradient, candidate, to: gradient)
    arena.apply(.sigmoidSlope, z, scratch, to: z)
  }
}
