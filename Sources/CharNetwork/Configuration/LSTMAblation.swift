internal import CharNumerics

/// Ablations and variants of the LSTM (Greff et al. 2017, https://arxiv.org/abs/1503.04069).
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
  /// Gates also read the gates of the previous step.
  case fullGateRecurrence = "full_gate_recurrence"

  /// Orders by name.
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
