internal import CharNumerics
internal import CharSettings

extension NetworkConfiguration {
  /// Checks that values are in range and settings are compatible.
  ///
  /// - Throws: `SettingError` or `NetworkError` for the first invalid setting.
  public func validate() throws {
    try validateRanges()
    guard !tiesEmbeddings || embeddingSize == hiddenSize else {
      throw NetworkError.tiedSizes(embedding: embeddingSize, hidden: hiddenSize)
    }
    let isSimple = cell == .elman || cell == .jordan
    let name = cell.rawValue
    let rules: [(isBroken: Bool, reason: String)] = [
      (
        activation != .tanh && !isSimple,
        "activation is a setting of elman and jordan; a \(name) has its own nonlinearities"
      ),
      (reset != .after && cell != .gru, "reset is a setting of gru; a \(name) has no reset gate"),
      (
        !ablations.isEmpty && !cell.isLSTM,
        "ablations are settings of lstm, peephole and cifg, not of \(name)"
      ),
      (
        cell == .cifg && !ablations.isDisjoint(with: [.noInputGate, .noForgetGate]),
        "cifg makes its input gate of its forget gate and cannot go without either; use lstm"
      ),
      (
        ablations.contains(.fullGateRecurrence) && LSTMVariant(self).gateCount == 0,
        "full gate recurrence needs a gate"
      ),
      (
        cell == .peephole && LSTMVariant(self).gateCount == 0,
        "peepholes need a gate that sees the cell"
      ),
      (timeStep != 1 && cell != .ctrnn, "the time step is a setting of ctrnn, not of \(name)"),
      (
        usesSkipConnections && tiesEmbeddings,
        "with skip connections the output reads all layers, so that it cannot be the embedding; "
          + "leave one of the two out"
      ),
      (
        usesSkipConnections && layers == 1,
        "skip connections need more than one layer"
      ),
      (
        transitionDepth > 1 && !cell.multipliesState,
        "a deep transition needs a cell that multiplies its state; \(name) does not"
      ),
      (
        weightDropout > 0 && !cell.multipliesState,
        "weight dropout drops recurrent weights, of which \(name) has none; set it to 0"
      ),
      (locksDropout && dropout == 0, "locked dropout needs dropout above 0"),
      (
        isBidirectional && (isResidual || usesSkipConnections || tiesEmbeddings),
        "bidirectional layers go without residual and skip connections and tied embeddings; leave "
          + "those out, or read in one direction"
      ),
    ]
    if let rule = rules.first(where: \.isBroken) { throw NetworkError.conflict(rule.reason) }
  }
}
