internal import CharNumerics

/// A cell over time: the one loop over the steps of a window, forward and backward.
///
/// State crosses the end of a window, the gradient does not: that is truncated back-propagation
/// through time (Williams and Peng 1990, https://doi.org/10.1162/neco.1990.2.4.490).
struct RecurrentLayer {
  private let cell: any Cell
  let steps, lanes: Int
  /// `[T·B, G·H]`: the projected input; after backward its gradient.
  let projection: Block
  /// `[1, G·H]`.
  let projectionBias: Block
  /// `[T·B, traceSize]`.
  let trace: Block
  let constants: Block
  /// Planes of `[(T + 1)·B, H]`: the state before each step and after the last.
  private let states: Block
  /// A plane set `[B, H]`: the previous state of a step at which documents start.
  private let startState: Planes
  private let forward: WeightProduct
  private let backward: Backward?

  private struct Backward {
    let carried: Planes
    let product: WeightProduct
    let weightGradient: GradientProduct
  }

  init(
    _ cell: any Cell, steps: Int, lanes: Int, trains: Bool, weights: PackedWeights,
    plan: inout ArenaPlan
  ) {
    self.cell = cell
    (self.steps, self.lanes) = (steps, lanes)
    let rows = steps * lanes
    let h = cell.hiddenSize
    projection = plan.reserve(rows: rows, columns: cell.projectionSize)
    projectionBias = plan.reserve(rows: 1, columns: cell.projectionSize)
    trace = plan.reserve(rows: rows, columns: cell.traceSize)
    constants = plan.reserve(rows: 1, columns: cell.constantSize)
    states = plan.reserve(rows: cell.stateCount * (steps + 1) * lanes, columns: h)
    startState = RecurrentLayer.planes(cell, lanes, &plan)
    let weight = cell.slots.recurrentWeight
    forward = WeightProduct(
      weight, .forward, rows: lanes, accumulates: cell.productAccumulates, weights: weights,
      plan: &plan)
    guard trains else {
      backward = nil
      return
    }
    backward = Backward(
      carried: RecurrentLayer.planes(cell, lanes, &plan),
      product: WeightProduct(
        weight, .backward, rows: lanes, accumulates: cell.backwardProductAccumulates,
        weights: weights, plan: &plan),
      weightGradient: GradientProduct(weight, rows: rows, weights: weights))
  }

  static func planes(_ cell: any Cell, _ lanes: Int, _ plan: inout ArenaPlan) -> Planes {
    let all = plan.reserve(rows: cell.stateCount * lanes, columns: cell.hiddenSize)
    return Planes(
      first: all.rows(from: 0, count: lanes), distance: lanes * cell.hiddenSize)
  }

  /// The state before a step.
  func state(at step: Int) -> Planes {
    Planes(
      first: states.rows(from: step * lanes, count: lanes),
      distance: (steps + 1) * lanes * states.columns)
  }

  /// The hidden state after every step, `[T·B, H]`.
  var output: Block { states.rows(from: lanes, count: steps * lanes) }

  /// The hidden state before every step, `[T·B, H]`.
  private var input: Block { states.rows(from: 0, count: steps * lanes) }

  private func frame(at step: Int, previous: Planes) -> Frame {
    Frame(
      projection: projection.rows(from: step * lanes, count: lanes),
      trace: trace.rows(from: step * lanes, count: lanes), constants: constants,
      previous: previous, next: state(at: step + 1), recurrent: previous[0])
  }

  /// Takes the parameters as they are now.
  func prepare(_ parameters: Parameters, in arena: inout Arena) {
    cell.prepare(
      parameters, projectionBias: projectionBias, constants: constants, in: &arena)
    forward.pack(parameters)
    backward?.product.pack(parameters)
  }

  /// The state that a step starts from: zero where a document does.
  private func previous(
    at step: Int, _ starting: ArraySlice<Int32>, in arena: inout Arena
  ) -> Planes {
    let state = state(at: step)
    if starting.isEmpty { return state }
    for plane in 0..<cell.stateCount {
      arena.copy(state[plane], to: startState[plane])
      arena.clear(rows: starting, of: startState[plane])
    }
    return startState
  }

  /// All steps, from the state at step 0.
  func forward(_ starts: DocumentStarts, in arena: inout Arena) {
    for step in 0..<steps {
      let previous = previous(at: step, starts[step], in: &arena)
      cell.step(frame(at: step, previous: previous), forward, in: &arena)
    }
  }

  /// All steps in reverse; `above` `[T·B, H]` is the gradient of the output. Afterwards the
  /// projection holds its gradient, that of W_hh stands in `gradient`, and the output is no longer to
  /// be used.
  func backward(
    _ starts: DocumentStarts, above: Block, in arena: inout Arena, gradient: inout Gradient
  ) {
    guard let backward else { preconditionFailure("the workspace does not train") }
    for plane in 0..<cell.stateCount { arena.fill(backward.carried[plane]) }
    for step in (0..<steps).reversed() {
      let previous = previous(at: step, starts[step], in: &arena)
      cell.stepBackward(
        frame(at: step, previous: previous), above: above.rows(from: step * lanes, count: lanes),
        carried: backward.carried, backward.product, in: &arena)
      for plane in 0..<cell.stateCount {
        arena.clear(rows: starts[step], of: backward.carried[plane])
      }
    }
    for step in 0..<steps { arena.clear(rows: starts[step], of: state(at: step)[0]) }
    let recurrent = cell.recurrentGradient(projection: projection, trace: trace)
    backward.weightGradient.run(recurrent, input, of: arena, into: &gradient)
  }

  /// The gradients of the biases, after `backward`; `sums` are rows that add up to the projection's
  /// gradient.
  func biasGradients(_ sums: Block, in arena: inout Arena, gradient: inout Gradient) {
    let (bias, recurrentBias) = (cell.slots.inputBias, cell.slots.recurrentBias)
    let recurrent = cell.recurrentGradient(projection: projection, trace: trace)
    arena.columnSums(sums, to: bias, of: &gradient)
    if recurrent == projection {
      gradient.copy(bias, to: recurrentBias)
    } else {
      arena.columnSums(recurrent, to: recurrentBias, of: &gradient)
    }
  }
}
