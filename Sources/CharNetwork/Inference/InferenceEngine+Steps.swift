internal import CharNumerics

extension InferenceEngine {
  /// Reads a token in each lane and computes the logits of the next ones.
  ///
  /// - Parameters:
  ///   - tokens: a token of the vocabulary for each lane; the boundary first resets the state of its lane.
  ///   - state: goes from before the tokens to after them.
  ///   - logits: receives `[lanes, V]` logits; empty if they are not wanted.
  public func step(_ tokens: [Int32], _ state: inout NetworkState, logits: inout [Float]) {
    step(tokens, &state, logits: &logits, from: nil)
  }

  /// Reads a token in each lane, with workspaces of a pool of the caller's.
  func step(
    _ tokens: [Int32], _ state: inout NetworkState, logits: inout [Float],
    from pool: WorkspacePool<[PartWorkspace]>?
  ) {
    precondition(
      !network.head.readsWholeTexts, "steps of a network that reads whole texts")
    precondition(
      tokens.count == state.lanes
        && (logits.isEmpty || logits.count == state.lanes * network.vocabularySize),
      "\(tokens.count) tokens and \(logits.count) logits for \(state.lanes) lanes")
    withSteps(lanes: state.lanes, from: pool) { parts in
      for i in parts.indices { parts[i].load(state, starting: tokens, boundary: boundary) }
      if parts.count > 1 {
        for layer in network.stack.layers.indices {
          crew.forEach(&parts) { _, part in part.step(layer, tokens) }
          for i in parts.indices { parts[i].store(layer, into: &state) }
          for i in parts.indices { parts[i].share(layer, from: state) }
        }
        guard !logits.isEmpty else { return }
        if parts[0].part.tokens.count == network.vocabularySize {
          withSerialKernels { parts[0].project() }
        } else {
          crew.forEach(&parts) { _, part in part.project() }
        }
      } else {
        withSerialKernels {
          for layer in network.stack.layers.indices {
            parts[0].step(layer, tokens)
            parts[0].store(layer, into: &state)
          }
          if !logits.isEmpty { parts[0].project() }
        }
      }
      if !logits.isEmpty { for i in parts.indices { parts[i].read(into: &logits) } }
    }
  }
}
