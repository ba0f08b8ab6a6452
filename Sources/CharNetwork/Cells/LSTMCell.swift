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
///
/// Its variants (Greff et al. 2017, https://arxiv.org/abs/1503.04069) leave gates or nonlinearities
/// out; or i = 1 − f (CIFG); or gates see the cell (peepholes, Gers and Schmidhuber 2000,
/// https://doi.org/10.1109/IJCNN.2000.861302): i and f that before the step, o that after it; or they
/// see the gates of the step before (full gate recurrence): a += R·(i f o)(t−1).
struct LSTMCell: Cell {
  let slots: GateSlots
  let hiddenSize: Int
  let matrices: [RecurrentMatrix]
  let vectors: [VectorGradient]
  private let variant: LSTMVariant
  private let isPlain: Bool
  private let peepholes: Slot?
  // Columns of the trace: tanh c; the gates of the step before and the gradient of what R makes.
  private let outputCell, gatesBefore, gateGradient: Section

  init(_ builder: inout CellBuilder, _ variant: LSTMVariant) {
    let (h, n) = (builder.hiddenSize, variant.gateCount)
    self.variant = variant
    isPlain = variant == LSTMVariant()
    hiddenSize = h
    slots = builder.gates(
      n + 1, openGate: variant.hasForgetGate ? (variant.hasInputGate ? 1 : 0) : nil)
    outputCell = Section(0, width: h)
    gatesBefore = Section(h, width: variant.seesGates ? n * h : 0)
    gateGradient = Section(h + gatesBefore.width, width: gatesBefore.width)
    peepholes =
      variant.seesCell
      ? builder.vector("weight_peephole", n * h, .uniform(1 / Float(h).squareRoot())) : nil
    let gates =
      variant.seesGates ? builder.matrix("gates", rows: n * h, columns: n * h) : nil
    var matrices = builder.recurrence(slots, gradient: .projection, accumulates: true)
    if let gates {
      matrices.append(
        RecurrentMatrix(
          slot: gates, gain: builder.gain("gates", n * h), gradient: .trace(gateGradient),
          input: .trace(gatesBefore)))
    }
    self.matrices = matrices
    var vectors = slots.biases(recurrent: .projection)
    if let peepholes {
      vectors.append(
        VectorGradient(slot: peepholes, operand: .sums(Section(0, width: n * h))))
    }
    self.vectors = vectors
  }

  var gateNames: [String] {
    (variant.hasInputGate ? ["input"] : []) + (variant.hasForgetGate ? ["forget"] : [])
      + ["candidate"] + (variant.hasOutputGate ? ["output"] : [])
  }
  var stateCount: Int { variant.stateCount }
  var traceSize: Int { outputCell.width + gatesBefore.width + gateGradient.width }
  var scratchSize: Int { gatesBefore.width }
  var constantSize: Int { peepholes?.count ?? 0 }
  var sumSize: Int { constantSize }
  var canBeSplit: Bool { !variant.seesGates }

  func prepare(
    _ parameters: Parameters, projectionBias: Block, constants: Block, in arena: inout Arena
  ) {
    slots.prepare(parameters, projectionBias: projectionBias, in: &arena)
    if let peepholes { arena.write(parameters[peepholes], to: constants) }
  }

  func step(_ frame: Frame, _ products: StepProducts, in arena: inout Arena) {
    products[0].run(frame.recurrent, into: frame.projection, at: frame, in: &arena)
    let (previous, next) = (frame.previous, frame.next)
    if isPlain {
      arena.lstmForward(
        gates: frame.projection, previousCell: previous[1], cell: next[1],
        tanhCell: frame.trace(outputCell), hidden: next[0])
      return
    }
    if variant.seesGates { addGates(frame, products, in: &arena) }
    arena.lstmForward(
      variant, gates: frame.projection, peepholes: frame.constants, previousCell: previous[1],
      cell: next[1], outputCell: frame.trace(outputCell), hidden: next[0])
    if variant.seesGates {
      for gate in 0..<variant.gateCount {
        arena.copy(frame.projection.view(columns(gate)), to: next[2 + gate].view())
      }
    }
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ products: StepProducts, in arena: inout Arena
  ) {
    if isPlain {
      arena.lstmBackward(
        gates: frame.projection, previousCell: frame.previous[1],
        tanhCell: frame.trace(outputCell), above: above, carried: carried[0],
        carriedCell: carried[1])
    } else {
      arena.lstmBackward(
        variant, gates: frame.projection, peepholes: frame.constants,
        previousCell: frame.previous[1], cell: frame.next[1],
        outputCell: frame.trace(outputCell), above: above, carried: carried,
        peepholeGradient: frame.sums)
    }
    products[0].runBackward(frame.projection, into: carried[0], at: frame, in: &arena)
    if variant.seesGates { addGatesBackward(frame, carried: carried, products, in: &arena) }
  }

  /// Where one of the gates i f o that it has stands among i f g o.
  private func columns(_ gate: Int) -> Range<Int> {
    let isOutput = variant.hasOutputGate && gate == variant.gateCount - 1
    let place = isOutput ? gate + 1 : gate
    return place * hiddenSize..<(place + 1) * hiddenSize
  }

  private func part(_ gate: Int) -> Range<Int> { gate * hiddenSize..<(gate + 1) * hiddenSize }

  /// Full gate recurrence.
  private func addGates(_ frame: Frame, _ products: StepProducts, in arena: inout Arena) {
    let before = frame.trace(gatesBefore)
    let made = frame.scratch(Section(0, width: scratchSize))
    for gate in 0..<variant.gateCount {
      arena.copy(frame.previous[2 + gate].view(), to: before.view(part(gate)))
    }
    products[1].run(before, into: made, at: frame, in: &arena)
    for gate in 0..<variant.gateCount {
      arena.copy(
        made.view(part(gate)), to: frame.projection.view(columns(gate)), accumulates: true)
    }
  }

  private func addGatesBackward(
    _ frame: Frame, carried: Planes, _ products: StepProducts, in arena: inout Arena
  ) {
    let gradient = frame.trace(gateGradient)
    let made = frame.scratch(Section(0, width: scratchSize))
    for gate in 0..<variant.gateCount {
      arena.copy(frame.projection.view(columns(gate)), to: gradient.view(part(gate)))
    }
    products[1].runBackward(gradient, into: made, at: frame, in: &arena)
    for gate in 0..<variant.gateCount {
      arena.copy(made.view(part(gate)), to: carried[2 + gate].view())
    }
  }
}
