internal import CharNumerics

/// Declares the parameters of one cell, in the style of PyTorch's names.
struct CellBuilder {
  let configuration: NetworkConfiguration
  /// Suffix of the names: `_l0`, `_l0_d1`, `_l0_reverse`.
  let suffix: String
  /// Width of the input; nil for the later cells of a deep transition.
  let inputSize: Int?
  let hiddenSize: Int
  /// Width of the output that is read, where the cell has only some of the units.
  let recurrentSize: Int
  var layout: ParameterLayout

  /// Any vector of the cell.
  mutating func vector(_ name: String, _ count: Int, _ initialization: Initialization = .zero)
    -> Slot
  {
    layout.append(
      "rnn.\(name)\(suffix)", shape: [count], role: .vector, initialization: initialization)
  }

  /// Any matrix of the cell.
  private mutating func matrix(_ name: String, _ shape: [Int], _ initialization: Initialization)
    -> Slot
  {
    layout.append(
      "rnn.weight_\(name)\(suffix)", shape: shape, role: .recurrentMatrix,
      initialization: initialization)
  }

  /// A matrix inside the recurrence.
  mutating func matrix(_ name: String, rows: Int, columns: Int) -> Slot {
    matrix(
      name, [rows, columns], configuration.initialization.recurrent(hiddenSize: hiddenSize))
  }

  /// A bias, unless there are none.
  mutating func bias(_ name: String, _ count: Int, _ initialization: Initialization = .zero)
    -> Slot?
  {
    configuration.hasBiases ? vector("bias_\(name)", count, initialization) : nil
  }

  /// The gain of a recurrent matrix's layer normalization, if there is one.
  mutating func gain(_ name: String, _ count: Int) -> Slot? {
    configuration.normalizesLayers
      ? vector("norm_\(name)", count, .one(in: 0..<count)) : nil
  }

  /// W_ih, W_hh and biases of so many gates; `openGate` is the one whose bias starts at 1, if any, and
  /// `recurs` whether there is a W_hh.
  mutating func gates(
    _ count: Int, openGate: Int? = nil, recurs: Bool = true, recurrentBias: Bool = true
  ) -> GateSlots {
    let width = count * hiddenSize
    let open = openGate.map { Initialization.one(in: $0 * hiddenSize..<($0 + 1) * hiddenSize) }
    let scheme = configuration.initialization
    return GateSlots(
      gates: count,
      inputWeight: inputSize.map {
        matrix("ih", [width, $0], scheme.input(fanIn: $0, hiddenSize: hiddenSize))
      },
      recurrentWeight: recurs ? matrix("hh", rows: width, columns: recurrentSize) : nil,
      inputBias: bias("ih", width, open ?? .zero),
      recurrentBias: recurs && recurrentBias ? bias("hh", width) : nil)
  }

  /// W_hh among a cell's matrices; it multiplies the previous output unless said otherwise.
  mutating func recurrence(
    _ slots: GateSlots, gradient: Operand, input: Operand = .previous, accumulates: Bool,
    backwardAccumulates: Bool = false
  ) -> [RecurrentMatrix] {
    guard let weight = slots.recurrentWeight else { return [] }
    return [
      RecurrentMatrix(
        slot: weight, gain: gain("hh", weight.rows), accumulates: accumulates,
        backwardAccumulates: backwardAccumulates, gradient: gradient, input: input)
    ]
  }
}
