internal import CharNumerics

extension InferenceEngine {
  /// ln p of every target of a window in nats, `[T, B]`, without dropout.
  ///
  /// - Parameters:
  ///   - batch: the tokens to read, and their targets.
  ///   - state: goes from before the window to after it.
  /// - Returns: T·B log-probabilities.
  public func logProbabilities(_ batch: TokenBatch, _ state: inout NetworkState) -> [Double] {
    withWorkspace(WindowShape(steps: batch.steps, lanes: batch.lanes)) { workspace in
      withSerialKernels {
        network.forward(batch, parameters, &state, &workspace, dropoutKey: nil)
        return workspace.head.logProbabilities(batch, workspace.stack, in: &workspace.arena)
      }
    }
  }

  /// The logits of a window, `[T, B, outputs]`, without dropout; `[spans, labels]` where each span has a
  /// label.
  ///
  /// - Parameters:
  ///   - batch: the tokens to read; targets do not matter.
  ///   - state: goes from before the window to after it.
  /// - Returns: all logits in order.
  public func logits(_ batch: TokenBatch, _ state: inout NetworkState) -> [Float] {
    withWorkspace(WindowShape(steps: batch.steps, lanes: batch.lanes)) { workspace in
      withSerialKernels {
        network.logits(batch, parameters, state: &state, workspace: &workspace)
      }
    }
  }
}
