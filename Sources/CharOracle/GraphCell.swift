import CharAutodiff
import CharNetwork

/// The equations of every cell, from the papers, as one step over all lanes.
///
/// Rows are lanes. a is the projection W_ih·x + b_ih, `[B, G·H]`; a prime marks the previous step;
/// σ is the logistic function. The state has one plane `[B, H]` per remembered quantity, the output
/// first.
struct GraphCell {
  private let configuration: NetworkConfiguration
  private let slots: GraphSlots
  /// The suffix of the cell in slot names: `_l0`, `_l0_d1`, `_l0_reverse`.
  private let suffix: String
  /// W_hh; nil for cells without a recurrent matrix.
  private let recurrent: GraphProduct?
  /// The second recurrent matrix: V of Jordan's network, or that of full gate recurrence.
  private let second: GraphProduct?

  init(_ slots: GraphSlots, suffix: String) {
    let configuration = slots.configuration
    self.configuration = configuration
    self.slots = slots
    self.suffix = suffix
    recurrent =
      switch configuration.cell {
      case .minGRU, .minLSTM, .sru: nil
      case .ctrnn: slots.product(weight: "weight_hh", gain: "norm_hh", bias: nil, suffix: suffix)
      default:
        slots.product(weight: "weight_hh", gain: "norm_hh", bias: "bias_hh", suffix: suffix)
      }
    second =
      if configuration.cell == .jordan {
        slots.product(weight: "weight_hy", gain: "norm_hy", bias: "bias_hy", suffix: suffix)
      } else if configuration.ablations.contains(.fullGateRecurrence) {
        slots.product(weight: "weight_gates", gain: "norm_gates", bias: nil, suffix: suffix)
      } else {
        nil
      }
  }

  /// The number of gates, G.
  static func gates(_ configuration: NetworkConfiguration) -> Int {
    switch configuration.cell {
    case .elman, .jordan, .ctrnn: 1
    case .lstm, .peephole, .cifg: LSTMGate.present(configuration).count
    case .gru, .minLSTM: 3
    case .minGRU: 2
    case .sru: 4
    }
  }

  /// The number of state planes.
  static func planes(_ configuration: NetworkConfiguration) -> Int {
    switch configuration.cell {
    case .elman, .jordan, .gru, .ctrnn, .minGRU, .minLSTM: 1
    case .lstm, .peephole, .cifg:
      configuration.ablations.contains(.fullGateRecurrence)
        ? 2 + LSTMGate.sigmoids(configuration).count : 2
    case .sru: 2
    }
  }

  /// Returns the state after a step.
  func step(_ a: Variable, _ state: [Variable]) -> [Variable] {
    switch configuration.cell {
    case .elman: elman(a, state)
    case .jordan: jordan(a, state)
    case .lstm, .peephole, .cifg: lstm(a, state)
    case .gru: configuration.reset == .after ? gru(a, state) : originalGRU(a, state)
    case .ctrnn: continuous(a, state)
    case .minGRU: minimalGRU(a, state)
    case .minLSTM: minimalLSTM(a, state)
    case .sru: sru(a, state)
    }
  }

  // MARK: - Simple recurrent networks

  /// h = g(a + W·h′ + b_hh) (Elman 1990, https://doi.org/10.1207/s15516709cog1402_1).
  private func elman(_ a: Variable, _ state: [Variable]) -> [Variable] {
    [activation(a + product(state[0]))]
  }

  /// hidden = g(a + W·y′ + b_hh), y = g(V·hidden + c) (Jordan 1986).
  private func jordan(_ a: Variable, _ state: [Variable]) -> [Variable] {
    let hidden = activation(a + product(state[0]))
    return [activation(present(second)(hidden))]
  }

  private func activation(_ x: Variable) -> Variable {
    switch configuration.activation {
    case .tanh: tanh(x)
    case .sigmoid: sigmoid(x)
    case .relu: relu(x)
    }
  }

  // MARK: - Long short-term memory

  /// i, f, o = σ(·), g = tanh(·), c = f∗c′ + i∗g, h = o∗tanh(c) (Hochreiter and Schmidhuber 1997,
  /// https://doi.org/10.1162/neco.1997.9.8.1735; Gers et al. 2000,
  /// https://doi.org/10.1162/089976600300015015), with peepholes (Gers and Schmidhuber 2000,
  /// https://doi.org/10.1109/IJCNN.2000.861302), coupled gates and the ablations of Greff et al. 2017
  /// (https://arxiv.org/abs/1503.04069). A gate that is absent is 1.
  private func lstm(_ a: Variable, _ state: [Variable]) -> [Variable] {
    let gates = LSTMGate.present(configuration)
    let sigmoids = LSTMGate.sigmoids(configuration)
    let ablations = configuration.ablations
    let u = a + product(state[0])
    let feedback = second.map { $0(.beside(Array(state[2...]))) }
    let peephole = configuration.cell == .peephole ? slots["rnn.weight_peephole\(suffix)"] : nil

    func gate(_ gate: LSTMGate, seeing c: Variable) -> Variable? {
      guard let place = gates.firstIndex(of: gate), let index = sigmoids.firstIndex(of: gate)
      else { return nil }
      var sum = part(u, place)
      if let feedback { sum = sum + part(feedback, index) }
      if let peephole { sum = sum + part(peephole, index) * c }
      return sigmoid(sum)
    }
    let one = slots.graph.constant(1)
    let f = gate(.f, seeing: state[1])
    let i = gate(.i, seeing: state[1])
    let candidate = part(u, gates.count - (gates.contains(.o) ? 2 : 1))
    let g = ablations.contains(.noInputActivation) ? candidate : tanh(candidate)
    let input = configuration.cell == .cifg ? one - (f ?? one) : i ?? one
    let c = (f ?? one) * state[1] + input * g
    let o = gate(.o, seeing: c)
    let h = (o ?? one) * (ablations.contains(.noOutputActivation) ? c : tanh(c))
    return [h, c] + (feedback == nil ? [] : [i, f, o].compactMap { $0 })
  }

  // MARK: - Gated recurrent units

  /// q = W_n·h′ + b_hn, n = tanh(a_n + r∗q), h = (1 − z)∗n + z∗h′: the reset after the product, as in
  /// cuDNN and PyTorch.
  private func gru(_ a: Variable, _ state: [Variable]) -> [Variable] {
    let h = state[0]
    let u = product(h)
    let r = sigmoid(part(a, 0) + part(u, 0))
    let z = sigmoid(part(a, 1) + part(u, 1))
    let n = tanh(part(a, 2) + r * part(u, 2))
    return [(1 - z) * n + z * h]
  }

  /// n = tanh(a_n + W_n·(r∗h′) + b_hn), h = (1 − z)∗h′ + z∗n: the reset before the product
  /// (Cho et al. 2014, https://arxiv.org/abs/1406.1078).
  private func originalGRU(_ a: Variable, _ state: [Variable]) -> [Variable] {
    let h = state[0]
    let matrices = present(recurrent)
    let u = matrices.gates(0..<2)(h)
    let r = sigmoid(part(a, 0) + part(u, 0))
    let z = sigmoid(part(a, 1) + part(u, 1))
    let n = tanh(part(a, 2) + matrices.gates(2..<3)(r * h))
    return [(1 - z) * h + z * n]
  }

  // MARK: - Continuous time

  /// y = y′ + (Δt/τ)∗(−y′ + W·σ(y′ − θ) + a), τ = 1 + e^ρ: a step of Euler's method (Beer 1995,
  /// https://doi.org/10.1177/105971239500300405).
  private func continuous(_ a: Variable, _ state: [Variable]) -> [Variable] {
    let y = state[0]
    let tau = 1 + exp(slots["rnn.tau_raw\(suffix)"])
    let inflow = product(sigmoid(y - slots["rnn.threshold\(suffix)"])) + a
    return [y + configuration.timeStep / tau * (inflow - y)]
  }

  // MARK: - Recurrences without a product

  /// z = σ(a_z), h = (1 − z)∗h′ + z∗a_h (Feng et al. 2024, https://arxiv.org/abs/2410.01201).
  private func minimalGRU(_ a: Variable, _ state: [Variable]) -> [Variable] {
    let z = sigmoid(part(a, 0))
    return [(1 - z) * state[0] + z * part(a, 1)]
  }

  /// f = σ(a_f), i = σ(a_i), h = (f∗h′ + i∗a_h)/(f + i) (Feng et al. 2024,
  /// https://arxiv.org/abs/2410.01201).
  private func minimalLSTM(_ a: Variable, _ state: [Variable]) -> [Variable] {
    let (f, i) = (sigmoid(part(a, 0)), sigmoid(part(a, 1)))
    return [(f * state[0] + i * part(a, 2)) / (f + i)]
  }

  /// f = σ(a_f + v_f∗c′), r = σ(a_r + v_r∗c′), c = f∗c′ + (1 − f)∗a_x, h = r∗c + (1 − r)∗a_k
  /// (Lei et al. 2018, https://arxiv.org/abs/1709.02755).
  private func sru(_ a: Variable, _ state: [Variable]) -> [Variable] {
    let v = slots["rnn.weight_c\(suffix)"]
    let f = sigmoid(part(a, 1) + part(v, 0) * state[1])
    let r = sigmoid(part(a, 2) + part(v, 1) * state[1])
    let c = f * state[1] + (1 - f) * part(a, 0)
    return [r * c + (1 - r) * part(a, 3), c]
  }

  // MARK: - Parts

  /// Returns W_hh·h with its bias.
  private func product(_ h: Variable) -> Variable { present(recurrent)(h) }

  private func present(_ product: GraphProduct?) -> GraphProduct {
    guard let product else { fatalError("\(configuration.cell) has no such matrix") }
    return product
  }

  /// Returns the columns of one gate.
  private func part(_ x: Variable, _ gate: Int) -> Variable {
    let size = configuration.hiddenSize
    return x.columns(gate * size..<(gate + 1) * size)
  }
}

/// The gates of the LSTM family, in the order of their rows.
enum LSTMGate: CaseIterable {
  case i, f, g, o

  /// The gates of a network.
  static func present(_ configuration: NetworkConfiguration) -> [LSTMGate] {
    allCases.filter { gate in
      switch gate {
      case .i: configuration.cell != .cifg && !configuration.ablations.contains(.noInputGate)
      case .f: !configuration.ablations.contains(.noForgetGate)
      case .g: true
      case .o: !configuration.ablations.contains(.noOutputGate)
      }
    }
  }

  /// The gates with a logistic activation.
  static func sigmoids(_ configuration: NetworkConfiguration) -> [LSTMGate] {
    present(configuration).filter { $0 != .g }
  }
}
