public import CharNumerics

/// What one thread needs to run a character network on windows of one shape.
public struct CharacterWorkspace: Sendable {
  var arena: Arena
  let stack: StackWorkspace
  let output: OutputProjection
}

extension CharacterNetwork {
  /// Places every block and makes every product of training on windows of one shape.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  ///   - weights: where the weights lie packed.
  /// - Returns: the workspace.
  public func makeWorkspace(
    steps: Int, lanes: Int, weights: PackedWeights
  ) -> CharacterWorkspace {
    makeWorkspace(steps: steps, lanes: lanes, trains: true, weights: weights, table: nil)
  }

  func makeWorkspace(
    steps: Int, lanes: Int, trains: Bool, weights: PackedWeights, table: TokenTable?
  ) -> CharacterWorkspace {
    var plan = ArenaPlan()
    let stack = StackWorkspace(
      self.stack, steps: steps, lanes: lanes, trains: trains, weights: weights, table: table,
      plan: &plan)
    let output = OutputProjection(
      weight: outputWeight, bias: outputBias, steps: steps, lanes: lanes, trains: trains,
      smoothing: configuration.labelSmoothing, weights: weights, plan: &plan)
    return CharacterWorkspace(arena: Arena(plan), stack: stack, output: output)
  }

  /// Takes the parameters as they are now, and projects every token where there is a table of them.
  ///
  /// - Parameters:
  ///   - workspace: what it derives from them.
  ///   - parameters: the weights, packed already.
  public func prepare(_ workspace: inout CharacterWorkspace, _ parameters: Parameters) {
    workspace.stack.prepare(parameters, in: &workspace.arena)
    workspace.output.prepare(parameters, in: &workspace.arena)
  }

  /// The loss of a window and its gradient, by truncated back-propagation through time.
  ///
  /// - Parameters:
  ///   - batch: `[T, B]` tokens to read and to predict.
  ///   - parameters: those that `prepare` was given.
  ///   - state: goes from before the window to after it.
  ///   - workspace: one that trains, of the batch's shape.
  ///   - gradient: is replaced.
  ///   - scale: the gradient is that of `scale` times the sum of nats.
  ///   - dropoutKey: what the random bits of dropout and zoneout are drawn from.
  /// - Returns: the sum of nats over T·B tokens, without label smoothing.
  public func lossAndGradient(
    _ batch: TokenBatch, _ parameters: Parameters, state: inout NetworkState,
    workspace: inout CharacterWorkspace, gradient: inout Gradient, scale: Float,
    dropoutKey: UInt64
  ) -> LossSum {
    let top = forward(batch, parameters, &state, &workspace, dropoutKey: dropoutKey)
    let loss = workspace.output.lossAndGradient(
      top, targets: batch.targets, scale: scale, inputGradient: workspace.stack.topGradient,
      in: &workspace.arena, gradient: &gradient)
    workspace.stack.backward(
      batch.inputs, batch.starts, key: dropoutKey, in: &workspace.arena, gradient: &gradient)
    return loss
  }

  /// Some layers, all unless said otherwise; returns what the output projection reads, which is to be
  /// used only after the last of them.
  func forward(
    _ batch: TokenBatch, _ parameters: Parameters, _ state: inout NetworkState,
    _ workspace: inout CharacterWorkspace, dropoutKey: UInt64?, layers: Range<Int>? = nil
  ) -> Block {
    let all = stack.layers.indices
    let layers = layers ?? all
    precondition(
      batch.steps == workspace.stack.steps && batch.lanes == workspace.stack.lanes
        && state.lanes == batch.lanes,
      "a batch [\(batch.steps), \(batch.lanes)] and a state of \(state.lanes) lanes in a workspace "
        + "for [\(workspace.stack.steps), \(workspace.stack.lanes)]")
    var plane = stack.planes(of: layers).lowerBound
    for index in layers {
      let layer = workspace.stack.layers[index][0]
      let planes = 0..<layer.description.stateCount
      for p in planes { state.load(plane + p, to: layer.entry[p], in: &workspace.arena) }
      workspace.stack.run(
        index, batch.inputs, parameters, batch.starts, key: dropoutKey, in: &workspace.arena)
      for p in planes { state.store(plane + p, from: layer.exit[p], of: workspace.arena) }
      plane += planes.count
      workspace.stack.raise(index, key: dropoutKey, in: &workspace.arena)
    }
    if layers.upperBound == all.upperBound { workspace.stack.finish(in: &workspace.arena) }
    return workspace.stack.top
  }
}
