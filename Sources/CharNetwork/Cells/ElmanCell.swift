internal import CharNumerics

/// The simple recurrent network of Elman (1990, https://doi.org/10.1207/s15516709cog1402_1), with g the
/// hyperbolic tangent, the logistic function or the rectifier.
///
///     h(t) = g(W_ih·x(t) + b_ih + W_hh·h(t−1) + b_hh)
///
/// Backward, with δ(t) the gradient of h(t) from above and from the step after:
///
///     pre(t) = δ(t) · g′(t),   carried to h(t−1): W_hhᵀ·pre(t)
struct ElmanCell: Cell {
  let slots: GateSlots
  let hiddenSize: Int
  let matrices: [RecurrentMatrix]
  private let activation: Activation

  init(_ builder: inout CellBuilder) {
    slots = builder.gates(1)
    hiddenSize = builder.hiddenSize
    activation = builder.configuration.activation
    matrices = builder.recurrence(slots, gradient: .projection, accumulates: true)
  }

  var canBeSplit: Bool { true }

  func step(_ frame: Frame, _ products: StepProducts, in arena: inout Arena) {
    products[0].run(frame.recurrent, into: frame.projection, at: frame, in: &arena)
    arena.apply(activation.value, frame.projection.view(), to: frame.next[0].view())
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ products: StepProducts, in arena: inout Arena
  ) {
    let gradient = carried[0].view()
    arena.apply(.plus, above.view(), gradient, to: gradient)
    arena.apply(activation.slope, frame.next[0].view(), gradient, to: frame.projection.view())
    products[0].runBackward(frame.projection, into: carried[0], at: frame, in: &arena)
  }
}
