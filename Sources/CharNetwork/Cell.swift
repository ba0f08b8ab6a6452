package import CharNumerics

/// One step of recurrence over all lanes: the equations of a recurrent unit, and nothing else.
///
/// Time, stacking and documents are written once, in `RecurrentLayer`. A cell reads the projection
/// of its input (W_ih·x + b, computed by the layer for all steps at once), multiplies the previous
/// state by its recurrent weights, and writes the next state and a trace for the way back.
package protocol Cell: Sendable {
  /// H: width of the output and of every plane of state.
  var hiddenSize: Int { get }
  /// G·H: width of the projected input.
  var projectionSize: Int { get }
  /// Planes of state per lane, the hidden state first: 1 for Elman and GRU, 2 for the LSTM.
  var stateCount: Int { get }
  /// Floats kept per lane and step for `stepBackward`, besides the projection.
  var traceSize: Int { get }
  /// Floats that `prepare` derives from the parameters once per update.
  var constantSize: Int { get }
  /// W_ih `[G·H, input]`, W_hh `[G·H, H]` and their biases `[G·H]`.
  var slots: GateSlots { get }
  /// Whether the forward product adds to what it writes to.
  var productAccumulates: Bool { get }
  /// Whether the backward product adds to the carried gradient that `stepBackward` leaves.
  var backwardProductAccumulates: Bool { get }

  /// Fills in the bias that belongs into the projection `[1, G·H]`, and the constants.
  func prepare(
    _ parameters: Parameters, projectionBias: Block, constants: Block, in arena: inout Arena)

  /// Forward.
  func step(_ frame: Frame, _ product: WeightProduct, in arena: inout Arena)

  /// Backward. `above` `[B, H]` is the gradient of the output from the layers above; `carried` goes
  /// from the gradient of the next state to that of the previous one. The projection's block gets
  /// its own gradient.
  func stepBackward(
    _ frame: Frame, above: Block, carried: Planes, _ product: WeightProduct, in arena: inout Arena)

  /// Of a window's projection and trace, the one that holds the gradient of W_hh·h after backward.
  func recurrentGradient(projection: Block, trace: Block) -> Block
}

/// State of all lanes at one moment: planes `[B, H]` at equal distances in an arena.
package struct Planes: Sendable {
  let first: Block
  let distance: Int

  /// One plane.
  package subscript(plane: Int) -> Block {
    Block(offset: first.offset + plane * distance, rows: first.rows, columns: first.columns)
  }
}

/// Where one step of a cell reads and writes.
package struct Frame: Sendable {
  /// `[B, G·H]`.
  package let projection: Block
  /// `[B, traceSize]`.
  package let trace: Block
  /// `[1, constantSize]`.
  package let constants: Block
  package let previous: Planes
  package let next: Planes
  /// What the recurrent product multiplies: the previous hidden state, of all units even where the
  /// cell at hand has only some of them.
  package let recurrent: Block
}

/// The four slots of a gated cell, named as in PyTorch.
package struct GateSlots: Sendable {
  package let inputWeight, recurrentWeight, inputBias, recurrentBias: Slot

  /// Appends the slots; `openGate` is the gate whose bias starts at 1, if any, and `recurrentSize`
  /// the width of the state that is read, where the cell has only some of its units.
  init(
    layer: Int, gates: Int, openGate: Int? = nil, inputSize: Int, hiddenSize: Int,
    recurrentSize: Int? = nil, initialization: InitializationScheme, layout: inout ParameterLayout
  ) {
    let width = gates * hiddenSize
    let bias = openGate.map { Initialization.one(in: $0 * hiddenSize..<($0 + 1) * hiddenSize) }
    inputWeight = layout.append(
      "rnn.weight_ih_l\(layer)", shape: [width, inputSize],
      initialization: initialization.input(fanIn: inputSize, hiddenSize: hiddenSize))
    recurrentWeight = layout.append(
      "rnn.weight_hh_l\(layer)", shape: [width, recurrentSize ?? hiddenSize],
      initialization: initialization.recurrent(hiddenSize: hiddenSize))
    inputBias = layout.append(
      "rnn.bias_ih_l\(layer)", shape: [width], initialization: bias ?? .zero)
    recurrentBias = layout.append("rnn.bias_hh_l\(layer)", shape: [width], initialization: .zero)
  }
}
