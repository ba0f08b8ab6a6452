internal import CKernels

/// The parts of an LSTM variant, as its kernels see them.
package struct LSTMVariant: Sendable, Equatable {
  /// The computed gates; a missing one is 1.
  package var hasInputGate = true
  package var hasForgetGate = true
  package var hasOutputGate = true
  /// True if the input gate is 1 − forget gate.
  package var couplesGates = false
  /// True if tanh is applied to the candidate, and to the cell at the output.
  package var squashesInput = true
  package var squashesOutput = true
  /// True if gates see the cell (peepholes).
  package var seesCell = false
  /// True if gates see the gates of the previous step.
  package var seesGates = false

  package init() {}

  /// The number of the gates i f o.
  package var gateCount: Int {
    (hasInputGate ? 1 : 0) + (hasForgetGate ? 1 : 0) + (hasOutputGate ? 1 : 0)
  }

  /// The number of state planes: h, c, and the gates if they are recurrent.
  package var stateCount: Int { seesGates ? 2 + gateCount : 2 }

  var code: charlm_lstm_variant {
    charlm_lstm_variant(
      has_input: hasInputGate, has_forget: hasForgetGate, has_output: hasOutputGate,
      couples: couplesGates, squashes_input: squashesInput, squashes_output: squashesOutput,
      peeps: seesCell, recurs: seesGates)
  }
}
