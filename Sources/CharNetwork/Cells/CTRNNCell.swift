internal import CharNumerics
internal import Foundation

/// The continuous-time recurrent network (Beer 1995, https://doi.org/10.1177/105971239500300405),
/// τ·ẏ = −y + W·σ(y − θ) + I, in steps of Euler's method:
///
///     y(t) = y(t−1) + k·(−y(t−1) + W_hh·s + W_ih·x + b_ih)    s = σ(y(t−1) − θ)    k = Δt / τ
///
/// τ = 1 + e^ρ with ρ the parameter, so that τ > 1 ≥ Δt and a step never overshoots. Backward, with δ
/// the gradient of y(t), d = −y(t−1) + W_hh·s + a the drive, and ε = W_hhᵀ·(δ·k)·s(1−s):
///
///     δa = δ·k   δθ = −Σ ε   δρ = Σ δ·d·k′,  k′ = −k·e^ρ / τ,   carried to y(t−1): δ·(1−k) + ε
struct CTRNNCell: Cell {
  let slots: GateSlots
  let hiddenSize: Int
  let matrices: [RecurrentMatrix]
  let vectors: [VectorGradient]
  private let threshold, rawTau: Slot
  private let timeStep: Double
  // Columns of the trace: s and d; of the constants: θ, k, k′; of the scratch and the sums: two.
  private let rate, drive: Section
  private let thresholds, share, slope: Section
  private let first, second: Section

  init(_ builder: inout CellBuilder) {
    let h = builder.hiddenSize
    hiddenSize = h
    timeStep = builder.configuration.timeStep
    slots = builder.gates(1, recurrentBias: false)
    threshold = builder.vector("threshold", h)
    rawTau = builder.vector("tau_raw", h, .uniform(2))
    (rate, drive) = (Section(0, width: h), Section(h, width: h))
    (thresholds, share, slope) = (
      Section(0, width: h), Section(h, width: h), Section(2 * h, width: h)
    )
    (first, second) = (Section(0, width: h), Section(h, width: h))
    matrices = builder.recurrence(
      slots, gradient: .projection, input: .trace(rate), accumulates: true)
    vectors =
      slots.biases(recurrent: .projection)
      + [
        VectorGradient(slot: threshold, operand: .sums(first)),
        VectorGradient(slot: rawTau, operand: .sums(second)),
      ]
  }

  var traceSize: Int { 2 * hiddenSize }
  var scratchSize: Int { hiddenSize }
  var constantSize: Int { 3 * hiddenSize }
  var sumSize: Int { 2 * hiddenSize }

  func prepare(
    _ parameters: Parameters, projectionBias: Block, constants: Block, in arena: inout Arena
  ) {
    slots.prepare(parameters, projectionBias: projectionBias, in: &arena)
    let growth = parameters[rawTau].map { exp(Double($0)) }
    arena.write(parameters[threshold], to: constants.columns(thresholds.range))
    arena.write(
      growth.map { Float(timeStep / (1 + $0)) }, to: constants.columns(share.range))
    arena.write(
      growth.map { Float(-timeStep / (1 + $0) * (1 - 1 / (1 + $0))) },
      to: constants.columns(slope.range))
  }

  func step(_ frame: Frame, _ products: StepProducts, in arena: inout Arena) {
    let (previous, next) = (frame.previous[0].view(), frame.next[0].view())
    let (rate, drive) = (frame.trace(rate), frame.trace(drive).view())
    arena.apply(.minus, previous, frame.constant(thresholds), to: rate.view())
    arena.apply(.sigmoid, rate.view(), to: rate.view())
    products[0].run(rate, into: frame.projection, at: frame, in: &arena)
    arena.apply(.minus, frame.projection.view(), previous, to: drive)
    arena.copy(previous, to: next)
    arena.apply(.plusTimes, drive, frame.constant(share), to: next)
  }

  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ products: StepProducts, in arena: inout Arena
  ) {
    let (gradient, pre) = (carried[0].view(), frame.projection.view())
    let scratch = frame.scratch(first)
    arena.apply(.plus, above.view(), gradient, to: gradient)
    arena.apply(.times, gradient, frame.trace(drive).view(), to: scratch.view())
    arena.apply(.times, scratch.view(), frame.constant(slope), to: scratch.view())
    arena.addColumnSums(scratch, to: frame.sums.columns(second.range))
    arena.apply(.times, gradient, frame.constant(share), to: pre)
    arena.apply(.minus, gradient, pre, to: gradient)
    products[0].runBackward(frame.projection, into: scratch, at: frame, in: &arena)
    arena.apply(.sigmoidSlope, frame.trace(rate).view(), scratch.view(), to: scratch.view())
    arena.apply(.plus, gradient, scratch.view(), to: gradient)
    let negative = frame.trace(drive)
    arena.fill(negative)
    arena.apply(.minus, negative.view(), scratch.view(), to: negative.view())
    arena.addColumnSums(negative, to: frame.sums.columns(first.range))
  }
}
