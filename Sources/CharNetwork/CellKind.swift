internal import CharNumerics

/// The recurrent cells that a configuration can name.
public enum CellKind: String, CaseIterable, Codable, Sendable {
  /// The simple recurrent network: h = tanh(W_ih·x + W_hh·h + b).
  case elman
  /// Long short-term memory.
  case lstm
  /// The gated recurrent unit, with the reset after the product.
  case gru

  /// Declares the cell's parameters and makes it; `recurrentSize` is the width of the state that it
  /// reads, where it has only some of the units.
  func makeCell(
    layer: Int, inputSize: Int, hiddenSize: Int, recurrentSize: Int? = nil,
    initialization: InitializationScheme, layout: inout ParameterLayout
  ) -> any Cell {
    func slots(gates: Int, openGate: Int? = nil) -> GateSlots {
      GateSlots(
        layer: layer, gates: gates, openGate: openGate, inputSize: inputSize,
        hiddenSize: hiddenSize, recurrentSize: recurrentSize, initialization: initialization,
        layout: &layout)
    }
    switch self {
    case .elman: return ElmanCell(slots: slots(gates: ElmanCell.gates), hiddenSize: hiddenSize)
    case .lstm:
      return LSTMCell(
        slots: slots(gates: LSTMCell.gates, openGate: LSTMCell.forgetGate), hiddenSize: hiddenSize)
    case .gru: return GRUCell(slots: slots(gates: GRUCell.gates), hiddenSize: hiddenSize)
    }
  }
}
