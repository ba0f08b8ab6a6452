internal import CharNumerics

extension NetworkConfiguration {
  /// Checks that the numbers make sense and that the settings go together.
  ///
  /// - Throws: `NetworkError` with the first that does not.
  public func validate() throws {
    try validateNumbers()
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
        "weight dropout drops recurrent weights, of which \(name) has none"
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

  private func validateNumbers() throws {
    func check(_ name: String, _ value: Int, from first: Int = 1, _ limit: Int) throws {
      guard (first...limit).contains(value) else {
        throw NetworkError.invalid(name, value: "\(value)", allowed: "\(first) to \(limit)")
      }
    }
    func checkShare(_ name: String, _ value: Double) throws {
      guard value >= 0 && value < 1 else {
        throw NetworkError.invalid(name, value: "\(value)", allowed: "0 to less than 1")
      }
    }
    try check("layers", layers, 1000)
    try check("hidden", hiddenSize, 1_000_000)
    try check("embedding", embeddingSize, 1_000_000)
    try check("input-layers", inputLayers, from: 0, 1000)
    try check("output-layers", outputLayers, from: 0, 1000)
    try check("transition-depth", transitionDepth, 1000)
    try checkShare("dropout", dropout)
    try checkShare("weight-dropout", weightDropout)
    try checkShare("zoneout", zoneout)
    try checkShare("label-smoothing", labelSmoothing)
    guard timeStep > 0 && timeStep <= 1 else {
      throw NetworkError.invalid("time-step", value: "\(timeStep)", allowed: "more than 0 to 1")
    }
  }
}
