internal import CharNumerics

/// The cells and slots of a layer in one direction.
struct LayerDescription: Sendable {
  /// W_ih of the first cell, `[G·H, input]`.
  let inputWeight: Slot
  /// The gain of the projection's layer normalization.
  let inputGain: Slot?
  /// The cells of one step, one after another: one, or more for a deep transition.
  let cells: [any Cell]
  /// The learned state at which documents start, `[planes, H]`.
  let initial: Slot?
  /// Probability that an element of state keeps its value.
  let zoneout: Float
  /// From the last step to the first.
  let isReversed: Bool

  var hiddenSize: Int { cells[0].hiddenSize }
  var stateCount: Int { cells[0].stateCount }
  var projectionSize: Int { cells[0].projectionSize }
  /// The matrices inside the recurrence, and all that products multiply by.
  var recurrentSlots: [Slot] { cells.flatMap { $0.matrices.map(\.slot) } }
  var productSlots: [Slot] { [inputWeight] + recurrentSlots }
}

extension LayerDescription {
  /// Declares a layer's parameters in one direction.
  init(
    _ configuration: NetworkConfiguration, layer: Int, isReversed: Bool, inputSize: Int,
    hiddenSize: Int, layout: inout ParameterLayout
  ) {
    func builder(_ depth: Int, _ layout: ParameterLayout) -> CellBuilder {
      CellBuilder(
        configuration: configuration,
        suffix: "_l\(layer)" + (depth > 0 ? "_d\(depth)" : "") + (isReversed ? "_reverse" : ""),
        inputSize: depth == 0 ? inputSize : nil, hiddenSize: hiddenSize,
        recurrentSize: configuration.hiddenSize, layout: layout)
    }
    var first = builder(0, layout)
    var cells = [configuration.cell.makeCell(&first)]
    guard let weight = cells[0].slots.inputWeight else {
      preconditionFailure("the first cell of a step reads the input")
    }
    inputWeight = weight
    inputGain = first.gain("ih", weight.rows)
    layout = first.layout
    for depth in 1..<max(1, configuration.transitionDepth) {
      var next = builder(depth, layout)
      cells.append(configuration.cell.makeCell(&next))
      layout = next.layout
    }
    initial =
      configuration.learnsInitialState
      ? layout.append(
        "rnn.initial_l\(layer)" + (isReversed ? "_reverse" : ""),
        shape: [cells[0].stateCount, hiddenSize], role: .state, initialization: .zero) : nil
    self.cells = cells
    zoneout = Float(configuration.zoneout)
    self.isReversed = isReversed
  }
}
