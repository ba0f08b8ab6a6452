internal import CharNumerics

/// The available recurrent cells.
public enum CellKind: String, CaseIterable, Codable, Sendable {
  /// The simple recurrent network: h = g(W_ih·x + W_hh·h + b).
  case elman
  /// The simple recurrent network with feedback from its output.
  case jordan
  /// Long short-term memory.
  case lstm
  /// The LSTM with peephole connections.
  case peephole
  /// The LSTM with coupled input and forget gates: i = 1 − f.
  case cifg
  /// The gated recurrent unit.
  case gru
  /// The continuous-time recurrent network.
  case ctrnn
  /// The minimal GRU, whose gates depend on the input only.
  case minGRU = "mingru"
  /// The minimal LSTM, whose gates depend on the input only.
  case minLSTM = "minlstm"
  /// The simple recurrent unit.
  case sru

  /// Declares a cell's parameters and creates the cell.
  func makeCell(_ builder: inout CellBuilder) -> any Cell {
    switch self {
    case .elman: ElmanCell(&builder)
    case .jordan: JordanCell(&builder)
    case .lstm, .peephole, .cifg: LSTMCell(&builder, LSTMVariant(builder.configuration))
    case .gru:
      builder.configuration.reset == .after ? GRUCell(&builder) : OriginalGRUCell(&builder)
    case .ctrnn: CTRNNCell(&builder)
    case .minGRU: MinGRUCell(&builder)
    case .minLSTM: MinLSTMCell(&builder)
    case .sru: SRUCell(&builder)
    }
  }

  /// True for the LSTM family.
  var isLSTM: Bool { self == .lstm || self == .peephole || self == .cifg }

  /// True if a matrix product is inside the recurrence.
  public var multipliesState: Bool { self != .minGRU && self != .minLSTM && self != .sru }
}
