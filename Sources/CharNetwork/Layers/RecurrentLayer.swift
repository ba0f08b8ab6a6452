internal import CharNumerics

/// Sees, step by step on the way back, the gradient of the output from above and that of the state after
/// the step from later ones.
typealias StepObserver = (_ step: Int, _ above: Block, _ carried: Planes, _ arena: Arena) -> Void

/// Cells over time: the one loop over the steps of a window, forward and backward.
///
/// State crosses the end of a window, the gradient does not: that is truncated back-propagation
/// through time (Williams and Peng 1990, https://doi.org/10.1162/neco.1990.2.4.490). Several cells in
/// one step are a deep transition (Pascanu et al. 2014, https://arxiv.org/abs/1312.6026); zoneout is
/// that of Krueger et al. 2017 (https://arxiv.org/abs/1606.01305).
final class RecurrentLayer: Sendable {
  let description: LayerDescription
  private let steps, lanes: Int
  private let transitions: [Transition]
  /// Planes of `[(T + 1)·B, H]`: the state before each step and after the last.
  private let states: Block
  /// Output of each transition but the last, and of the last too where zoneout follows, `[T·B, H]`.
  private let made: [Planes]
  /// A plane set `[B, H]`: the previous state of a step at which documents start.
  private let startState: Planes
  /// `[planes, H]`: the state that documents start from.
  private let initial: Block?
  private let backward: Backward?

  private struct Backward {
    let carried: Planes
    /// Gradient that zoneout passes to the previous state, and zeros for a step without one from above.
    let kept: Planes, zero: Block
    let initialGradient: Block?
  }

  init(
    _ description: LayerDescription, steps: Int, lanes: Int, trains: Bool, weights: PackedWeights,
    plan: inout ArenaPlan
  ) {
    self.description = description
    (self.steps, self.lanes) = (steps, lanes)
    let (h, planes) = (description.hiddenSize, description.stateCount)
    let depth = description.cells.count
    transitions = description.cells.map {
      Transition($0, steps: steps, lanes: lanes, trains: trains, weights: weights, plan: &plan)
    }
    states = plan.reserve(rows: planes * (steps + 1) * lanes, columns: h)
    made = (0..<(description.zoneout > 0 ? depth : depth - 1)).map { _ in
      plan.reservePlanes(planes, lanes: steps * lanes, units: h)
    }
    startState = plan.reservePlanes(planes, lanes: lanes, units: h)
    initial = description.initial.map { _ in plan.reserve(rows: planes, columns: h) }
    backward =
      trains
      ? Backward(
        carried: plan.reservePlanes(planes, lanes: lanes, units: h),
        kept: plan.reservePlanes(
          description.zoneout > 0 ? min(2, planes) : 0, lanes: lanes, units: h),
        zero: plan.reserve(rows: made.isEmpty ? 0 : lanes, columns: h),
        initialGradient: description.initial.map { _ in plan.reserve(rows: planes, columns: h) })
      : nil
  }

  /// `[T·B, G·H]`: the projected input; after backward its gradient.
  var projection: Block { transitions[0].projection }
  /// `[1, G·H]`.
  var projectionBias: Block { transitions[0].projectionBias }
  private var isReversed: Bool { description.isReversed }

  /// The state between two steps.
  private func state(at place: Int) -> Planes {
    Planes(
      first: states.rows(from: place * lanes, count: lanes),
      distance: (steps + 1) * lanes * states.columns)
  }

  /// The state that the window starts from, and the one that it ends in.
  var entry: Planes { state(at: isReversed ? steps : 0) }
  var exit: Planes { state(at: isReversed ? 0 : steps) }

  /// After `backward`, the gradient of the state that the window starts from.
  var entryGradient: Planes {
    guard let backward else { preconditionFailure("the workspace does not train") }
    return backward.carried
  }

  private func before(_ step: Int) -> Planes { state(at: isReversed ? step + 1 : step) }
  private func after(_ step: Int) -> Planes { state(at: isReversed ? step : step + 1) }

  /// The output after every step, `[T·B, H]`.
  var output: Block { states.rows(from: isReversed ? 0 : lanes, count: steps * lanes) }

  /// The output before every step, `[T·B, H]`.
  private var input: Block { states.rows(from: isReversed ? lanes : 0, count: steps * lanes) }

  /// Output of a transition at a step.
  @inline(__always)
  private func made(_ transition: Int, _ step: Int) -> Planes {
    guard transition < made.count else { return after(step) }
    let all = made[transition]
    return Planes(
      first: Block(
        offset: all.first.offset + step * lanes * states.columns, rows: lanes,
        columns: states.columns), distance: all.distance)
  }

  /// Takes the parameters as they are now.
  func prepare(_ parameters: Parameters, in arena: inout Arena) {
    for transition in transitions { transition.prepare(parameters, in: &arena) }
    if let slot = description.initial, let initial {
      arena.copy(slot, of: parameters, to: initial)
    }
  }

  /// Sets a lane of some state to the initial state.
  func start(_ lane: Int, of state: Planes, in arena: inout Arena) {
    for plane in 0..<description.stateCount {
      let row = state[plane].rows(from: lane, count: 1)
      if let initial {
        arena.copy(initial.rows(from: plane, count: 1), to: row)
      } else {
        arena.fill(row)
      }
    }
  }

  /// The state that a step starts from: the initial one where a document starts.
  private func previous(
    at step: Int, _ starting: ArraySlice<Int32>, in arena: inout Arena
  ) -> Planes {
    let state = before(step)
    if starting.isEmpty { return state }
    for plane in 0..<description.stateCount { arena.copy(state[plane], to: startState[plane]) }
    for lane in starting { start(Int(lane), of: startState, in: &arena) }
    return startState
  }

  /// All steps, from the state at the window's entry. A `key` draws the bits of zoneout; without one
  /// its mean is taken. `recurrent` is the output of all units, where the cells have only some.
  func forward(
    _ starts: DocumentStarts, key: UInt64?, recurrent: Block? = nil, in arena: inout Arena
  ) {
    for transition in transitions.dropFirst() { transition.projectNothing(in: &arena) }
    for i in 0..<steps {
      let step = isReversed ? steps - 1 - i : i
      let previous = previous(at: step, starts[step], in: &arena)
      var state = previous
      for (depth, transition) in transitions.enumerated() {
        let next = made(depth, step)
        transition.forward(
          step, from: state, to: next, recurrent: recurrent ?? state[0], in: &arena)
        state = next
      }
      if description.zoneout > 0 {
        zoneout(previous, state, to: after(step), key, step, in: &arena)
      }
    }
  }

  private func zoneout(
    _ previous: Planes, _ computed: Planes, to next: Planes, _ key: UInt64?, _ step: Int,
    in arena: inout Arena
  ) {
    for plane in 0..<description.stateCount {
      if plane < RecurrentLayer.zonedPlanes {
        arena.zoneout(
          previous: previous[plane], computed: computed[plane], to: next[plane],
          probability: description.zoneout, key: key.map { zoneoutKey($0, step, plane) })
      } else {
        arena.copy(computed[plane], to: next[plane])
      }
    }
  }

  /// Planes that zoneout acts on: output and cell.
  private static let zonedPlanes = 2

  private func zoneoutKey(_ key: UInt64, _ step: Int, _ plane: Int) -> UInt64 {
    RandomSource.key(key, step, plane, isReversed ? 2 : 1)
  }

  /// All steps in reverse; `above` `[T·B, H]` is the gradient of the output. Afterwards the
  /// projection holds its gradient, those of all but W_ih and vectors stand in `gradient`, and the
  /// output is no longer to be used.
  func backward(
    _ starts: DocumentStarts, above: Block, key: UInt64?, observer: StepObserver? = nil,
    in arena: inout Arena, gradient: inout Gradient
  ) {
    guard let backward else { preconditionFailure("the workspace does not train") }
    let carried = backward.carried
    let planes = description.stateCount
    for plane in 0..<planes { arena.fill(carried[plane]) }
    for transition in transitions { transition.clearGradients(in: &arena) }
    if let initialGradient = backward.initialGradient { arena.fill(initialGradient) }
    let zoned = description.zoneout > 0 ? min(planes, RecurrentLayer.zonedPlanes) : 0
    for i in 0..<steps {
      let step = isReversed ? i : steps - 1 - i
      let previous = previous(at: step, starts[step], in: &arena)
      var fromAbove = above.rows(from: step * lanes, count: lanes)
      observer?(step, fromAbove, carried, arena)
      if zoned > 0, let key {
        arena.add(fromAbove, to: carried[0])
        fromAbove = backward.zero
        for plane in 0..<zoned {
          arena.zoneoutBackward(
            carried[plane], previous: backward.kept[plane], probability: description.zoneout,
            key: zoneoutKey(key, step, plane))
        }
      }
      for depth in transitions.indices.reversed() {
        transitions[depth].backward(
          step, from: depth == 0 ? previous : made(depth - 1, step), to: made(depth, step),
          above: fromAbove, carried: carried, in: &arena)
        fromAbove = backward.zero
      }
      for plane in 0..<zoned { arena.add(backward.kept[plane], to: carried[plane]) }
      endDocuments(starts[step], carried, backward.initialGradient, in: &arena)
    }
    for step in 0..<steps {
      for lane in starts[step] { start(Int(lane), of: before(step), in: &arena) }
    }
    for (depth, transition) in transitions.enumerated() {
      transition.weightGradients(
        previous: depth == 0 ? input : made[depth - 1][0], of: arena, into: &gradient)
    }
    for transition in transitions.dropFirst() {
      transition.vectorGradients(transition.projection, in: &arena, into: &gradient)
    }
    if let slot = description.initial, let initialGradient = backward.initialGradient {
      arena.copy(initialGradient, to: slot, of: &gradient)
    }
  }

  /// No gradient goes from a document to the one before it.
  private func endDocuments(
    _ starting: ArraySlice<Int32>, _ carried: Planes, _ initialGradient: Block?,
    in arena: inout Arena
  ) {
    for plane in 0..<description.stateCount {
      if let initialGradient {
        for lane in starting {
          arena.add(
            carried[plane].rows(from: Int(lane), count: 1),
            to: initialGradient.rows(from: plane, count: 1))
        }
      }
      arena.clear(rows: starting, of: carried[plane])
    }
  }

  /// The gradients of the first cell's vectors, after `backward`; `sums` are rows that add up to the
  /// projection's gradient.
  func vectorGradients(_ sums: Block, in arena: inout Arena, gradient: inout Gradient) {
    transitions[0].vectorGradients(sums, in: &arena, into: &gradient)
  }
}
