internal import CharNumerics

/// What an LSTM can go without, or have besides (Greff et al. 2017, https://arxiv.org/abs/1503.04069).
public enum LSTMAblation: String, CaseIterable, Codable, Sendable, Comparable {
  /// i = 1.
  case noInputGate = "no_input_gate"
  /// f = 1.
  case noForgetGate = "no_forget_gate"
  /// o = 1.
  case noOutputGate = "no_output_gate"
  /// g without its tanh.
  case noInputActivation = "no_input_activation"
  /// h = o·c.
  case noOutputActivation = "no_output_activation"
  /// Gates see the gates of the step before.
  case fullGateRecurrence = "full_gate_recurrence"

  /// In the order of their names.
  public static func < (a: LSTMAblation, b: LSTMAblation) -> Bool { a.rawValue < b.rawValue }
}

extension LSTMVariant {
  init(_ configuration: NetworkConfiguration) {
    self.init()
    let ablations = configuration.ablations
    couplesGates = configuration.cell == .cifg
    seesCell = configuration.cell == .peephole
    hasInputGate = !ablations.contains(.noInputGate) && !couplesGates
    hasForgetGate = !ablations.contains(.noForgetGate)
    hasOutputGate = !ablations.contains(.noOutputGate)
    squashesInput = !ablations.contains(.noInputActivation)
    squashesOutput = !ablations.contains(.noOutputActivation)
    seesGates = ablations.contains(.fullGateRecurrence)
  }
}
