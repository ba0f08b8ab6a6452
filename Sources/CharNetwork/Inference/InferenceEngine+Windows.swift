internal import CharNumerics

extension InferenceEngine {
  /// ln p of every target of a window in nats, `[T, B]`, without dropout.
  ///
  /// - Parameters:
  ///   - batch: what to read and to predict.
  ///   - state: goes from before the window to after it.
  /// - Returns: T·B log-probabilities.
  public func logProbabilities(_ batch: TokenBatch, _ state: inout NetworkState) -> [Double] {
    withWorkspace(WindowShape(steps: batch.steps, lanes: batch.lanes)) { workspace in
      withSerialKernels {
        let top = network.forward(batch, parameters, &state, &workspace, dropoutKey: nil)
        return workspace.output.logProbabilities(
          top, targets: batch.targets, in: &workspace.arena)
      }
    }
  }

  /// The logits of a window, `[T, B, V]`, without dropout.
  ///
  /// - Parameters:
  ///   - batch: what to read; targets do not matter.
  ///   - state: goes from before the window to after it.
  /// - Returns: T·B·V logits.
  public func logits(_ batch: TokenBatch, _ state: inout NetworkState) -> [Float] {
    withWorkspace(WindowShape(steps: batch.steps, lanes: batch.lanes)) { workspace in
      withSerialKernels {
        let top = network.forward(batch, parameters, &state, &workspace, dropoutKey: nil)
        return workspace.output.logits(top, in: &workspace.arena)
      }
    }
  }
}
