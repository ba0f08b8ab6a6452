internal import CharNetwork

/// Long short-term memory and its variants.
extension PyTorchCell {
  static func lstm(_ network: NetworkConfiguration) -> PyTorchCell {
    let lstm = PyTorchLSTM(network)
    return PyTorchCell(title: lstm.title, equations: lstm.equations, planes: lstm.planes) {
      lstm.step
    }
  }
}

/// The LSTM with peepholes, coupled gates and ablations (Greff et al. 2017,
/// https://arxiv.org/abs/1503.04069).
private struct PyTorchLSTM {
  let network: NetworkConfiguration
  /// The gates among i f g o that have weights.
  let projected: [String]
  /// The sigmoid gates among them, of i f o.
  let gates: [String]

  init(_ network: NetworkConfiguration) {
    self.network = network
    let absent: [String: Bool] = [
      "i": network.cell == .cifg || network.ablations.contains(.noInputGate),
      "f": network.ablations.contains(.noForgetGate),
      "o": network.ablations.contains(.noOutputGate),
    ]
    projected = ["i", "f", "g", "o"].filter { absent[$0] != true }
    gates = projected.filter { $0 != "g" }
  }

  private var hasPeepholes: Bool { network.cell == .peephole }
  private var feedsGates: Bool { has(.fullGateRecurrence) }
  private func has(_ ablation: LSTMAblation) -> Bool { network.ablations.contains(ablation) }

  /// The planes of the state: h, c, and the gates if they are fed back.
  var planes: Int { 2 + (feedsGates ? gates.count : 0) }

  var title: String {
    switch network.cell {
    case .peephole: "the LSTM with peepholes (Gers and Schmidhuber 2000)"
    case .cifg: "the LSTM with coupled input and forget gates (Greff et al. 2017)"
    default: "the LSTM (Hochreiter and Schmidhuber 1997; Gers et al. 2000)"
    }
  }

  var equations: [String] {
    func activation(_ gate: String) -> String {
      var terms = ["a_\(gate)", "W_\(gate)·h'"]
      if network.hasBiases { terms.append("b_\(gate)") }
      if gate != "g" && feedsGates {
        terms.append("R_\(gate)·[\(gates.map { "\($0)'" }.joined(separator: ", "))]")
      }
      if gate != "g" && hasPeepholes { terms.append("p_\(gate)∗c\(gate == "o" ? "" : "'")") }
      return terms.joined(separator: " + ")
    }
    func gate(_ name: String) -> [String] {
      gates.contains(name) ? ["\(name) = σ(\(activation(name)))"] : []
    }
    let candidate = activation("g")
    let g = has(.noInputActivation) ? candidate : "tanh(\(candidate))"
    var lines: [String] = gate("i") + gate("f")
    lines += ["g = \(g)", "c = \(memory(before: "c'", times: "∗"))"]
    lines += gate("o")
    lines += ["h = \(output(tanh: "tanh(c)", times: "∗"))"]
    return lines + changes
  }

  /// The names of the ablations in use.
  private var changes: [String] {
    let names = network.ablations.map { $0.rawValue.replacing("_", with: " ") }.sorted()
    return names.isEmpty ? [] : ["(\(names.joined(separator: ", ")))"]
  }

  /// The lines that compute c after the step.
  private func memory(before c: String = "c", times: String = " * ") -> String {
    let kept = gates.contains("f") ? "f\(times)\(c)" : c
    if network.cell == .cifg { return "\(kept) + (1 - f)\(times)g" }
    return kept + (gates.contains("i") ? " + i\(times)g" : " + g")
  }

  /// The lines that compute h after the step.
  private func output(tanh: String = "torch.tanh(c)", times: String = " * ") -> String {
    let squashed = has(.noOutputActivation) ? "c" : tanh
    return gates.contains("o") ? "o\(times)\(squashed)" : squashed
  }

  @PythonLines var step: [String] {
    feedsGates ? "h, c, *before = state" : "h, c = state"
    PyTorchCell.unpack(projected, "a + \(network.product("h", "hh"))")
    if feedsGates {
      "fed = \(network.product("torch.cat(before, -1)", "gates", hasBias: false))"
      PyTorchCell.unpack(gates.map { "r_\($0)" }, "fed")
    }
    if hasPeepholes { PyTorchCell.unpack(gates.map { "p_\($0)" }, "weight_peephole") }
    for gate in ["i", "f"].filter(gates.contains) { "\(gate) = \(activated(gate))" }
    if !has(.noInputActivation) { "g = torch.tanh(g)" }
    "c = \(memory())"
    if gates.contains("o") { "o = \(activated("o"))" }
    "return \(([output(), "c"] + (feedsGates ? gates : [])).joined(separator: ", "))"
  }

  private func activated(_ gate: String) -> String {
    let fed = feedsGates ? " + r_\(gate)" : ""
    let peephole = hasPeepholes ? " + p_\(gate) * c" : ""
    return "torch.sigmoid(\(gate)\(fed)\(peephole))"
  }
}
