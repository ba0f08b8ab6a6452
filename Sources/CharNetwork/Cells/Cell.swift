package import CharNumerics

/// One step of recurrence over all lanes: the equations of a recurrent unit, and nothing else.
///
/// Time, stacking, documents, deep transitions, zoneout and layer normalization are written once, in
/// `RecurrentLayer`. A cell reads the projection of its input (W_ih·x + b, computed for all steps at
/// once), multiplies what it remembers by its recurrent matrices, and writes the next state and a
/// trace for the way back.
package protocol Cell: Sendable {
  /// H: width of the output and of every plane of state.
  var hiddenSize: Int { get }
  /// W_ih `[G·H, input]`, W_hh and their biases, as far as the cell has them.
  var slots: GateSlots { get }
  /// Names of the gates, in the order of the projection's columns; none of a cell without gates.
  var gateNames: [String] { get }
  /// Planes of state per lane, the output first: 1 for Elman and GRU, 2 for the LSTM.
  var stateCount: Int { get }
  /// Floats kept per lane and step for `stepBackward`, besides the projection, in sections.
  var traceSize: Int { get }
  /// Floats per lane of scratch within a step.
  var scratchSize: Int { get }
  /// Floats that `prepare` derives from the parameters once per update.
  var constantSize: Int { get }
  /// Floats that `stepBackward` sums gradients in over a window.
  var sumSize: Int { get }
  /// The matrices inside the recurrence, W_hh first.
  var matrices: [RecurrentMatrix] { get }
  /// The vectors among the parameters, biases included, and where their gradients come from.
  var vectors: [VectorGradient] { get }
  /// True if some units can be computed apart: all they read of the others is their output.
  var canBeSplit: Bool { get }

  /// Fills in the bias that belongs into the projection `[1, G·H]`, and the constants.
  func prepare(
    _ parameters: Parameters, projectionBias: Block, constants: Block, in arena: inout Arena)

  /// Forward.
  func step(_ frame: Frame, _ products: StepProducts, in arena: inout Arena)

  /// Backward. `above` `[B, H]` is the gradient of the output from the layers above; `carried` goes
  /// from the gradient of the next state to that of the previous one. The projection's block gets
  /// its own gradient.
  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ products: StepProducts, in arena: inout Arena)
}

extension Cell {
  package var gateNames: [String] { [] }
  package var stateCount: Int { 1 }
  package var traceSize: Int { 0 }
  package var scratchSize: Int { 0 }
  package var constantSize: Int { 0 }
  package var sumSize: Int { 0 }
  package var matrices: [RecurrentMatrix] { [] }
  package var vectors: [VectorGradient] { slots.biases(recurrent: .projection) }
  package var canBeSplit: Bool { false }
  /// G·H: width of the projected input.
  package var projectionSize: Int { slots.gates * hiddenSize }

  package func prepare(
    _ parameters: Parameters, projectionBias: Block, constants: Block, in arena: inout Arena
  ) {
    slots.prepare(parameters, projectionBias: projectionBias, in: &arena)
  }
}

/// A matrix that multiplies inside the recurrence.
package struct RecurrentMatrix: Sendable {
  let slot: Slot
  /// The gain of its layer normalization, if there is one.
  let gain: Slot?
  /// True if the forward product adds to its output instead of replacing it.
  var accumulates = false
  /// The same for the backward product.
  var backwardAccumulates = false
  /// After backward: the gradient of the product's output.
  let gradient: Operand
  /// The product's input.
  let input: Operand
}

/// A matrix of a whole window, `[T·B, width]`, or sums over one.
package enum Operand: Sendable, Equatable {
  case projection
  /// The output before each step.
  case previous
  /// Columns of the trace.
  case trace(Section)
  /// Columns of the sums.
  case sums(Section)
}

/// Columns of a cell's trace, scratch, constants or sums.
package struct Section: Sendable, Equatable {
  let start, width: Int

  init(_ start: Int, width: Int) {
    self.start = start
    self.width = width
  }

  var range: Range<Int> { start..<start + width }
}

/// A vector of parameters and the matrix whose column sums are its gradient.
package struct VectorGradient: Sendable {
  let slot: Slot
  let operand: Operand
}

/// The blocks that one step of a cell reads and writes.
package struct Frame: Sendable {
  /// The step's number in the window.
  let step: Int
  /// `[B, G·H]`.
  package let projection: Block
  let traces: Traces
  /// `[1, constantSize]`.
  package let constants: Block
  let scratch: Block
  /// `[1, sumSize]`.
  let sums: Block
  package let previous: Planes
  package let next: Planes
  /// Input of the recurrent products: the previous output, of all units even where the cell at
  /// hand has only some of them.
  package let recurrent: Block

  var lanes: Int { projection.rows }

  /// A section of the trace at this step, `[B, width]`.
  func trace(_ section: Section) -> Block {
    traces[section].rows(from: step * lanes, count: lanes)
  }

  /// A section of the scratch, `[B, width]`.
  func scratch(_ section: Section) -> Block {
    Block(
      offset: scratch.offset + section.start * lanes, rows: lanes, columns: section.width)
  }

  /// A section of the constants as every lane's row.
  func constant(_ section: Section) -> View { constants.repeated(section.range, rows: lanes) }
}

/// A cell's memory of a window: each section is a matrix `[T·B, width]`.
package struct Traces: Sendable {
  let block: Block

  subscript(section: Section) -> Block {
    Block(
      offset: block.offset + section.start * block.rows, rows: block.rows, columns: section.width)
  }
}

/// The products of one step, in the order of the cell's matrices.
package struct StepProducts: Sendable {
  let all: [StepProduct]

  /// One of them; the first unless said otherwise.
  @inline(__always)
  subscript(index: Int) -> StepProduct { all[index] }
}
