public import CharNumerics

/// What one thread needs to run a character network on windows of one shape.
public struct CharacterWorkspace {
  fileprivate let steps, lanes: Int
  var arena: Arena
  fileprivate let embedding: Embedding
  fileprivate let projections: [InputProjection]
  fileprivate let layers: [RecurrentLayer]
  /// What goes up from each layer: its output, or that after dropout and residual sum.
  fileprivate let outputs: [Block]
  let output: OutputProjection
  fileprivate let gradients: Gradients?

  fileprivate struct Gradients {
    /// `[T·B, H]`: of what goes up from the layer at hand.
    let above: Block
    /// `[T·B, H]`: the same before dropout.
    let dropped: Block?
  }
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
    let rows = steps * lanes
    let h = configuration.hiddenSize
    let embedding = Embedding(
      embedding, weight: cells[0].slots.inputWeight, rows: rows, trains: trains,
      isTied: configuration.tiesEmbeddings, weights: weights, table: table, plan: &plan)
    let layers = cells.map { cell in
      RecurrentLayer(
        cell, steps: steps, lanes: lanes, trains: trains, weights: weights, plan: &plan)
    }
    let projections = cells.dropFirst().map { cell in
      InputProjection(
        cell.slots.inputWeight, rows: rows, trains: trains,
        keepsInputGradient: configuration.isResidual, weights: weights, plan: &plan)
    }
    let outputs = layers.enumerated().map { index, layer in
      let isMixed =
        configuration.dropout > 0 && trains || configuration.isResidual && index > 0
      return isMixed ? plan.reserve(rows: rows, columns: h) : layer.output
    }
    let output = OutputProjection(
      weight: outputWeight, bias: outputBias, steps: steps, lanes: lanes, trains: trains,
      weights: weights, plan: &plan)
    let gradients: CharacterWorkspace.Gradients? =
      trains
      ? .init(
        above: plan.reserve(rows: rows, columns: h),
        dropped: configuration.dropout > 0 ? plan.reserve(rows: rows, columns: h) : nil) : nil
    return CharacterWorkspace(
      steps: steps, lanes: lanes, arena: Arena(plan), embedding: embedding,
      projections: projections, layers: layers, outputs: outputs, output: output,
      gradients: gradients)
  }

  /// Takes the parameters as they are now, and projects every token where there is a table of them.
  ///
  /// - Parameters:
  ///   - workspace: what it derives from them.
  ///   - parameters: the weights, packed already.
  public func prepare(_ workspace: inout CharacterWorkspace, _ parameters: Parameters) {
    for layer in workspace.layers { layer.prepare(parameters, in: &workspace.arena) }
    workspace.embedding.prepare(
      parameters, bias: workspace.layers[0].projectionBias, in: &workspace.arena)
    for projection in workspace.projections { projection.prepare(parameters) }
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
  ///   - dropoutKey: what the random bits of dropout are drawn from.
  /// - Returns: the sum of nats over T·B tokens.
  public func lossAndGradient(
    _ batch: TokenBatch, _ parameters: Parameters, state: inout NetworkState,
    workspace: inout CharacterWorkspace, gradient: inout Gradient, scale: Float,
    dropoutKey: UInt64
  ) -> LossSum {
    guard let gradients = workspace.gradients else {
      preconditionFailure("the workspace does not train")
    }
    let top = forward(batch, parameters, &state, &workspace, dropoutKey: dropoutKey)
    let loss = workspace.output.lossAndGradient(
      top, targets: batch.targets, scale: scale, inputGradient: gradients.above,
      in: &workspace.arena, gradient: &gradient)

    for index in workspace.layers.indices.reversed() {
      let layer = workspace.layers[index]
      var above = gradients.above
      if let dropped = gradients.dropped {
        workspace.arena.dropout(
          above, to: dropped, probability: Float(configuration.dropout),
          key: layerKey(dropoutKey, index), accumulates: false)
        above = dropped
      }
      layer.backward(batch.starts, above: above, in: &workspace.arena, gradient: &gradient)
      var sums = layer.projection
      if index > 0 {
        workspace.projections[index - 1].backward(
          projection: layer.projection, input: workspace.outputs[index - 1],
          inputGradient: gradients.above, in: &workspace.arena, gradient: &gradient)
      } else {
        sums = workspace.embedding.backward(
          batch.inputs, parameters, projection: layer.projection, in: &workspace.arena,
          gradient: &gradient)
      }
      layer.biasGradients(sums, in: &workspace.arena, gradient: &gradient)
    }
    return loss
  }

  /// Some layers, all unless said otherwise, up to the output `[T·B, H]` of the last of them.
  func forward(
    _ batch: TokenBatch, _ parameters: Parameters, _ state: inout NetworkState,
    _ workspace: inout CharacterWorkspace, dropoutKey: UInt64?, layers: Range<Int>? = nil
  ) -> Block {
    precondition(
      batch.steps == workspace.steps && batch.lanes == workspace.lanes
        && state.lanes == batch.lanes,
      "a batch [\(batch.steps), \(batch.lanes)] and a state of \(state.lanes) lanes in a workspace "
        + "for [\(workspace.steps), \(workspace.lanes)]")
    let layers = layers ?? 0..<cells.count
    var plane = planes(of: layers).lowerBound
    var input = workspace.outputs[max(0, layers.lowerBound - 1)]
    for index in layers {
      let layer = workspace.layers[index]
      if index == 0 {
        workspace.embedding.forward(
          batch.inputs, parameters, to: layer.projection, bias: layer.projectionBias,
          in: &workspace.arena)
      } else {
        workspace.projections[index - 1].forward(
          input, to: layer.projection, bias: layer.projectionBias, in: &workspace.arena)
      }
      let planes = 0..<cells[index].stateCount
      for p in planes {
        state.load(plane + p, to: layer.state(at: 0)[p], in: &workspace.arena)
      }
      layer.forward(batch.starts, in: &workspace.arena)
      for p in planes {
        state.store(plane + p, from: layer.state(at: batch.steps)[p], of: workspace.arena)
      }
      plane += planes.count

      let output = workspace.outputs[index]
      let isResidual = configuration.isResidual && index > 0
      if isResidual { workspace.arena.copy(input, to: output) }
      if let dropoutKey, configuration.dropout > 0 {
        workspace.arena.dropout(
          layer.output, to: output, probability: Float(configuration.dropout),
          key: layerKey(dropoutKey, index), accumulates: isResidual)
      } else if isResidual {
        workspace.arena.add(layer.output, to: output)
      }
      input = output
    }
    return input
  }

  private func layerKey(_ key: UInt64, _ layer: Int) -> UInt64 {
    RandomSource.key(key, layer, 0, 0)
  }
}
