internal import CharNumerics

extension CharacterReader {
  /// What one thread needs to read windows of one shape.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  /// - Returns: the workspace.
  public func makeWorkspace(steps: Int, lanes: Int) -> CharacterWorkspace {
    var workspace = network.makeWorkspace(
      steps: steps, lanes: lanes, trains: false, weights: weights, table: table)
    network.prepare(&workspace, parameters)
    return workspace
  }

  /// ln p of every target of a window in nats, `[T, B]`, without dropout.
  ///
  /// - Parameters:
  ///   - batch: what to read and to predict.
  ///   - state: goes from before the window to after it.
  ///   - workspace: one of this reader's, of the batch's shape.
  /// - Returns: T·B log-probabilities.
  public func logProbabilities(
    _ batch: TokenBatch, state: inout NetworkState, workspace: inout CharacterWorkspace
  ) -> [Double] {
    let top = network.forward(batch, parameters, &state, &workspace, dropoutKey: nil)
    return workspace.output.logProbabilities(
      top, targets: batch.targets, in: &workspace.arena)
  }

  /// The logits of a window, `[T, B, V]`, without dropout.
  ///
  /// - Parameters:
  ///   - batch: what to read; targets do not matter.
  ///   - state: goes from before the window to after it.
  ///   - workspace: one of this reader's, of the batch's shape.
  /// - Returns: T·B·V logits.
  public func logits(
    _ batch: TokenBatch, state: inout NetworkState, workspace: inout CharacterWorkspace
  ) -> [Float] {
    let top = network.forward(batch, parameters, &state, &workspace, dropoutKey: nil)
    return workspace.output.logits(top, in: &workspace.arena)
  }
}
