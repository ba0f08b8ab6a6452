internal import CKernels

/// What a variant of the LSTM has and lacks, as its kernels see it.
package struct LSTMVariant: Sendable, Equatable {
  /// Gates that are computed; one that is missing is 1.
  package var hasInputGate = true
  package var hasForgetGate = true
  package var hasOutputGate = true
  /// The input gate is 1 − forget gate.
  package var couplesGates = false
  /// tanh of the candidate, and of the cell on its way out.
  package var squashesInput = true
  package var squashesOutput = true
  /// Gates see the cell.
  package var seesCell = false
  /// Gates see the gates of the step before.
  package var seesGates = false

  package init() {}

  /// How many of the gates i f o it has.
  package var gateCount: Int {
    (hasInputGate ? 1 : 0) + (hasForgetGate ? 1 : 0) + (hasOutputGate ? 1 : 0)
  }

  /// Planes of state: h, c, and the gates if they are seen.
  package var stateCount: Int { seesGates ? 2 + gateCount : 2 }

  var code: charlm_lstm_variant {
    charlm_lstm_variant(
      has_input: hasInputGate, has_forget: hasForgetGate, has_output: hasOutputGate,
      couples: couplesGates, squashes_input: squashesInput, squashes_output: squashesOutput,
      peeps: seesCell, recurs: seesGates)
  }
}
