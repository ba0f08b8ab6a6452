internal import CharNumerics

/// The network of Jordan (1986, https://doi.org/10.1016/S0166-4115(97)80111-2): what it remembers is
/// its output y, not its hidden state.
///
///     h(t) = g(W_ih·x(t) + b_ih + W_hh·y(t−1) + b_hh)
///     y(t) = g(V·h(t) + c)
///
/// Backward, with δ(t) the gradient of y(t) from above and from the step after:
///
///     out(t) = δ(t) · g′(y(t))   pre(t) = Vᵀ·out(t) · g′(h(t)),   carried to y(t−1): W_hhᵀ·pre(t)
struct JordanCell: Cell {
  let slots: GateSlots
  let hiddenSize: Int
  let matrices: [RecurrentMatrix]
  let vectors: [VectorGradient]
  private let outputBias: Slot?
  private let activation: Activation
  private let hidden, outputGradient: Section

  init(_ builder: inout CellBuilder) {
    let h = builder.hiddenSize
    slots = builder.gates(1)
    hiddenSize = h
    activation = builder.configuration.activation
    hidden = Section(0, width: h)
    outputGradient = Section(h, width: h)
    let weight = builder.matrix("hy", rows: h, columns: h)
    outputBias = builder.bias("hy", h)
    matrices =
      builder.recurrence(slots, gradient: .projection, accumulates: true)
      + [
        RecurrentMatrix(
          slot: weight, gain: builder.gain("hy", h), gradient: .trace(outputGradient),
          input: .trace(hidden))
      ]
    var vectors = slots.biases(recurrent: .projection)
    if let outputBias {
      vectors.append(VectorGradient(slot: outputBias, operand: .trace(outputGradient)))
    }
    self.vectors = vectors
  }

  var traceSize: Int { 2 * hiddenSize }
  var constantSize: Int { hiddenSize }

  func prepare(
    _ parameters: Parameters, projectionBias: Block, constants: Block, in arena: inout Arena
  ) {
    slots.prepare(parameters, projectionBias: projectionBias, in: &arena)
    if let outputBias { arena.write(parameters[outputBias], to: constants) }
  }

  func step(_ frame: Frame, _ products: StepProducts, in arena: inout Arena) {
    let (hidden, output) = (frame.trace(hidden), frame.next[0])
    products[0].run(frame.recurrent, into: frame.projection, at: frame, in: &arena)
    arena.apply(activation.value, frame.projection.view(), to: hidden.view())
    products[1].run(hidden, into: output, at: frame, in: &arena)
    let bias = frame.constant(Section(0, width: hiddenSize))
    arena.apply(.plus, output.view(), bias, to: output.view())
    arena.apply(activation.value, output.view(), to: output.view())
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ products: StepProducts, in arena: inout Arena
  ) {
    let (gradient, outer) = (carried[0].view(), frame.trace(outputGradient))
    arena.apply(.plus, above.view(), gradient, to: gradient)
    arena.apply(activation.slope, frame.next[0].view(), gradient, to: outer.view())
    products[1].runBackward(outer, into: carried[0], at: frame, in: &arena)
    arena.apply(
      activation.slope, frame.trace(hidden).view(), gradient, to: frame.projection.view())
    products[0].runBackward(frame.projection, into: carried[0], at: frame, in: &arena)
  }
}
