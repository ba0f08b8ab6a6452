package import CharNumerics

/// The memory of one thread that runs a network on batches of one shape.
package struct NetworkWorkspace: Sendable {
  var arena: Arena
  let stack: StackWorkspace
  let head: HeadWorkspace
}

extension CharacterNetwork {
  /// Places every block and makes every product; the thread that makes a workspace is to use it.
  ///
  /// - Parameters:
  ///   - steps: T of its batches.
  ///   - lanes: B of its batches.
  ///   - trains: whether gradients are computed.
  ///   - weights: where the weights lie packed.
  /// - Returns: the workspace.
  package func makeWorkspace(
    steps: Int, lanes: Int, trains: Bool = true, weights: PackedWeights
  ) -> NetworkWorkspace {
    makeWorkspace(steps: steps, lanes: lanes, trains: trains, weights: weights, table: nil)
  }

  func makeWorkspace(
    steps: Int, lanes: Int, trains: Bool, weights: PackedWeights, table: TokenTable?
  ) -> NetworkWorkspace {
    var plan = ArenaPlan()
    let stack = StackWorkspace(
      self.stack, steps: steps, lanes: lanes, trains: trains, weights: weights, table: table,
      plan: &plan)
    let head = HeadWorkspace(
      self, steps: steps, lanes: lanes, trains: trains, weights: weights, plan: &plan)
    return NetworkWorkspace(arena: Arena(plan), stack: stack, head: head)
  }

  /// Takes the parameters as they are now; to be called after every change of theirs, when the weights
  /// are packed.
  ///
  /// - Parameters:
  ///   - workspace: receives everything that is derived from them.
  ///   - parameters: the weights.
  package func prepare(_ workspace: inout NetworkWorkspace, _ parameters: Parameters) {
    workspace.stack.prepare(parameters, in: &workspace.arena)
    workspace.head.prepare(parameters, in: &workspace.arena)
  }

  /// The loss of a batch and its gradient, by truncated back-propagation through time.
  ///
  /// - Parameters:
  ///   - batch: `[T, B]` tokens to read, and their targets.
  ///   - parameters: those that `prepare` was given.
  ///   - state: goes from before the batch to after it.
  ///   - workspace: one that trains, of the batch's shape.
  ///   - gradient: is replaced.
  ///   - scale: the gradient is that of `scale` times the sum of nats.
  ///   - dropoutKey: the key of the random bits of dropout and zoneout.
  /// - Returns: the sum of nats over all targets, without label smoothing.
  package func lossAndGradient(
    _ batch: TokenBatch, _ parameters: Parameters, state: inout NetworkState,
    workspace: inout NetworkWorkspace, gradient: inout Gradient, scale: Float, dropoutKey: UInt64
  ) -> LossSum {
    forward(batch, parameters, &state, &workspace, dropoutKey: dropoutKey)
    let loss = workspace.head.lossAndGradient(
      batch, workspace.stack, scale: scale, in: &workspace.arena, gradient: &gradient)
    workspace.stack.backward(
      batch.inputs, batch.starts, key: dropoutKey, in: &workspace.arena, gradient: &gradient)
    return loss
  }

  /// The gradient of the state before the first step, which the last `lossAndGradient` left in the
  /// workspace; zero in lanes whose first token starts a document.
  ///
  /// - Parameter workspace: one that trains.
  /// - Returns: the gradient, in the form of the state.
  package func entryGradient(of workspace: NetworkWorkspace) -> NetworkState {
    var gradient = initialState(lanes: workspace.stack.lanes)
    guard !head.readsWholeTexts else { return gradient }
    let planes = workspace.stack.layers.flatMap { layer in
      (0..<layer[0].description.stateCount).map { layer[0].entryGradient[$0] }
    }
    for (plane, block) in planes.enumerated() {
      gradient.store(plane, from: block, of: workspace.arena)
    }
    return gradient
  }

  /// The logits of a batch without dropout.
  ///
  /// - Parameters:
  ///   - batch: the tokens to read; targets do not matter.
  ///   - parameters: those that `prepare` was given.
  ///   - state: goes from before the batch to after it.
  ///   - workspace: one of the batch's shape.
  /// - Returns: `[T, B, outputs]`, or `[spans, labels]` where each span has a label.
  package func logits(
    _ batch: TokenBatch, _ parameters: Parameters, state: inout NetworkState,
    workspace: inout NetworkWorkspace
  ) -> [Float] {
    forward(batch, parameters, &state, &workspace, dropoutKey: nil)
    return workspace.head.logits(batch, workspace.stack, in: &workspace.arena)
  }

  /// Runs some layers, all unless said otherwise; the stack's output is to be used only after the last of
  /// them.
  func forward(
    _ batch: TokenBatch, _ parameters: Parameters, _ state: inout NetworkState,
    _ workspace: inout NetworkWorkspace, dropoutKey: UInt64?, layers: Range<Int>? = nil
  ) {
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
      let planes = head.readsWholeTexts ? 0..<0 : 0..<layer.description.stateCount
      for p in planes { state.load(plane + p, to: layer.entry[p], in: &workspace.arena) }
      workspace.stack.run(
        index, batch.inputs, parameters, batch.starts, key: dropoutKey, in: &workspace.arena)
      for p in planes { state.store(plane + p, from: layer.exit[p], of: workspace.arena) }
      plane += planes.count
      workspace.stack.propagate(index, key: dropoutKey, in: &workspace.arena)
    }
    if layers.upperBound == all.upperBound { workspace.stack.finish(in: &workspace.arena) }
  }
}
