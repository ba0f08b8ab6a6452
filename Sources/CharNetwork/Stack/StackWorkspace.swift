internal import CharNumerics

/// A stack at work on windows of one shape: its blocks in an arena, and its products.
final class StackWorkspace: Sendable {
  let stack: RecurrentStack
  let steps, lanes: Int
  let source: StackInput
  let layers: [[RecurrentLayer]]
  /// The projections of the layers from the second on, in each direction.
  private let projections: [[InputProjection]]
  /// The output of all units, where the cells have only some of them.
  private let shared: [Block]
  /// Both directions' outputs side by side.
  private let joined: [Block]
  /// Each layer's output, after dropout and residual sum where there are any.
  private let outputs: [Block]
  /// Input of each layer but the first, where it is more than the output of the layer below.
  private let inputs: [Block]
  /// The outputs of all layers side by side, where the head reads all.
  private let all: Block?
  private let dense: [Dense]
  private let gradients: Gradients?

  private struct Gradients {
    /// `[T·B, W]`: of the output of the layer at hand.
    let above: Block
    /// The same before dropout.
    let dropped: Block?
    /// The same in each direction.
    let directions: [Block]
    /// Of a layer's input, of the outputs of all layers, and of the embedded tokens.
    let input, all, spread: Block?
    /// Of the input of each dense layer but the first, and of the top.
    let dense: [Block]
  }

  init(
    _ stack: RecurrentStack, steps: Int, lanes: Int, trains: Bool, weights: PackedWeights,
    table: TokenTable?, plan: inout ArenaPlan
  ) {
    self.stack = stack
    (self.steps, self.lanes) = (steps, lanes)
    let c = stack.configuration
    let rows = steps * lanes
    let (w, h) = (stack.layerOutputWidth, c.hiddenSize)
    let upper = stack.layers.indices.dropFirst()
    source = StackInput(
      stack, rows: rows, trains: trains, weights: weights, table: table, plan: &plan)
    let layers = stack.layers.map { directions in
      directions.map {
        RecurrentLayer(
          $0, steps: steps, lanes: lanes, trains: trains, weights: weights, plan: &plan)
      }
    }
    self.layers = layers
    projections = upper.map { index in
      stack.layers[index].enumerated().map { direction, layer in
        InputProjection(
          layer, rows: rows, trains: trains,
          keepsInputGradient: direction > 0 || c.isResidual && !c.usesSkipConnections,
          weights: weights, plan: &plan)
      }
    }
    let shared =
      stack.units == h ? [] : layers.map { _ in plan.reserve(rows: rows, columns: h) }
    self.shared = shared
    let joined =
      c.isBidirectional ? layers.map { _ in plan.reserve(rows: rows, columns: w) } : []
    self.joined = joined
    outputs = layers.indices.map { index in
      let isMixed = c.dropout > 0 && trains || c.isResidual && index > 0
      if isMixed { return plan.reserve(rows: rows, columns: w) }
      if !joined.isEmpty { return joined[index] }
      return shared.isEmpty ? layers[index][0].output : shared[index]
    }
    inputs =
      c.usesSkipConnections
      ? upper.map { _ in plan.reserve(rows: rows, columns: w + c.embeddingSize) } : []
    all =
      c.usesSkipConnections ? plan.reserve(rows: rows, columns: w * layers.count) : nil
    var top = all ?? outputs[layers.count - 1]
    var dense: [Dense] = []
    for slots in stack.outputLayers {
      dense.append(Dense(slots, input: top, trains: trains, weights: weights, plan: &plan))
      top = dense[dense.count - 1].output
    }
    self.dense = dense
    guard trains else {
      gradients = nil
      return
    }
    func gradient(_ columns: Int, _ isNeeded: Bool = true) -> Block? {
      isNeeded ? plan.reserve(rows: rows, columns: columns) : nil
    }
    let above = plan.reserve(rows: rows, columns: w)
    let all = gradient(w * layers.count, c.usesSkipConnections)
    gradients = Gradients(
      above: above, dropped: gradient(w, c.dropout > 0),
      directions: c.isBidirectional ? [gradient(h), gradient(h)].compactMap { $0 } : [],
      input: gradient(w + c.embeddingSize, c.usesSkipConnections), all: all,
      spread: gradient(c.embeddingSize, c.usesSkipConnections),
      dense: [all ?? above] + dense.compactMap { _ in gradient(h) })
  }

  /// Takes the parameters as they are now.
  func prepare(_ parameters: Parameters, in arena: inout Arena) {
    for layer in layers.joined() { layer.prepare(parameters, in: &arena) }
    source.prepare(parameters, biases: layers[0].map(\.projectionBias), in: &arena)
    for projection in projections.joined() { projection.prepare(parameters, in: &arena) }
    for layer in dense { layer.prepare(parameters, in: &arena) }
  }

  /// The stack's output, `[T·B, outputWidth]`.
  var top: Block { dense.last?.output ?? all ?? outputs[layers.count - 1] }

  /// Block in which `backward` expects the gradient of `top`.
  var topGradient: Block {
    guard let gradients else { preconditionFailure("the workspace does not train") }
    return gradients.dense[dense.count]
  }

  // MARK: Forward

  /// Runs one layer, whose input was passed on already; `propagate` passes its own output on. A stack
  /// that reads vectors takes those in `source.vectors`, and no tokens.
  func run(
    _ index: Int, _ tokens: [Int32], _ parameters: Parameters, _ starts: Starts, key: UInt64?,
    in arena: inout Arena
  ) {
    let layers = layers[index]
    if index == 0 {
      source.forward(tokens, parameters, to: layers, in: &arena)
    } else {
      let input = self.input(index, in: &arena)
      for direction in layers.indices {
        projections[index - 1][direction].forward(
          input, to: layers[direction].projection, bias: layers[direction].projectionBias,
          in: &arena)
      }
    }
    let zoneoutKey = key.map { RandomSource.key($0, index, 1, 0) }
    for layer in layers {
      layer.forward(
        starts[layer.description.isReversed], key: zoneoutKey,
        recurrent: shared.isEmpty ? nil : shared[index], in: &arena)
    }
  }

  /// Input of a layer.
  private func input(_ index: Int, in arena: inout Arena) -> Block {
    let below = outputs[index - 1]
    guard let spread = source.spread else { return below }
    let input = inputs[index - 1]
    arena.copy(below.view(), to: input.view(0..<below.columns))
    arena.copy(spread.view(), to: input.view(below.columns..<input.columns))
    return input
  }

  /// Passes a layer's output on: concatenates directions, applies dropout, adds the residual.
  func propagate(_ index: Int, key: UInt64?, in arena: inout Arena) {
    let c = stack.configuration
    let h = c.hiddenSize
    var made = shared.isEmpty ? layers[index][0].output : shared[index]
    if c.isBidirectional {
      made = joined[index]
      for (direction, layer) in layers[index].enumerated() {
        arena.copy(
          layer.output.view(), to: made.view(direction * h..<(direction + 1) * h))
      }
    }
    let output = outputs[index]
    let isResidual = c.isResidual && index > 0
    if isResidual { arena.copy(outputs[index - 1], to: output) }
    if let key, c.dropout > 0 {
      drop(made, to: output, key: layerKey(key, index), accumulates: isResidual, in: &arena)
    } else if isResidual {
      arena.add(made, to: output)
    }
  }

  /// Dropout of a window, with the same mask at every step if it is locked.
  private func drop(
    _ source: Block, to target: Block, key: UInt64, accumulates: Bool, in arena: inout Arena
  ) {
    let probability = Float(stack.configuration.dropout)
    guard stack.configuration.locksDropout else {
      arena.dropout(
        source, to: target, probability: probability, key: key, accumulates: accumulates)
      return
    }
    for step in 0..<steps {
      arena.dropout(
        source.rows(from: step * lanes, count: lanes),
        to: target.rows(from: step * lanes, count: lanes), probability: probability, key: key,
        accumulates: accumulates)
    }
  }

  private func layerKey(_ key: UInt64, _ layer: Int) -> UInt64 {
    RandomSource.key(key, layer, 0, 0)
  }

  /// Computes `top`, after the last layer.
  func finish(in arena: inout Arena) {
    if let all {
      let width = stack.layerOutputWidth
      for (index, output) in outputs.enumerated() {
        arena.copy(output.view(), to: all.view(index * width..<(index + 1) * width))
      }
    }
    for layer in dense { layer.forward(in: &arena) }
  }

  // MARK: Backward

  /// Goes back through all layers from the gradient of `top`; the head's stands in `gradient` already.
  /// Afterwards the gradients of the states before the first step are the layers' `entryGradient`.
  func backward(
    _ tokens: [Int32], _ starts: Starts, key: UInt64?,
    observer: ((_ layer: Int) -> StepObserver)? = nil, in arena: inout Arena,
    gradient: inout Gradient
  ) {
    guard let gradients else { preconditionFailure("the workspace does not train") }
    let c = stack.configuration
    for (index, layer) in dense.enumerated().reversed() {
      layer.backward(
        above: gradients.dense[index + 1], inputGradient: gradients.dense[index], in: &arena,
        gradient: &gradient)
    }
    if let spread = gradients.spread { arena.fill(spread) }
    for index in layers.indices.reversed() {
      if let all = gradients.all {
        let width = stack.layerOutputWidth
        arena.copy(
          all.view(index * width..<(index + 1) * width), to: gradients.above.view(),
          accumulates: index < layers.count - 1)
      }
      var above = gradients.above
      if let dropped = gradients.dropped, let key {
        drop(above, to: dropped, key: layerKey(key, index), accumulates: false, in: &arena)
        above = dropped
      }
      let zoneoutKey = key.map { RandomSource.key($0, index, 1, 0) }
      for (direction, layer) in layers[index].enumerated() {
        var part = above
        if c.isBidirectional {
          part = gradients.directions[direction]
          arena.copy(
            above.view(direction * c.hiddenSize..<(direction + 1) * c.hiddenSize),
            to: part.view())
        }
        layer.backward(
          starts[layer.description.isReversed], above: part, key: zoneoutKey,
          observer: observer?(index), in: &arena, gradient: &gradient)
      }
      if index > 0 {
        backward(input: index, gradients, in: &arena, gradient: &gradient)
      } else {
        source.backward(
          tokens, layers: layers[0], spreadGradient: gradients.spread, in: &arena,
          gradient: &gradient)
      }
    }
  }

  /// Goes back from the projections of an upper layer to the output of the layer below.
  private func backward(
    input index: Int, _ gradients: Gradients, in arena: inout Arena, gradient: inout Gradient
  ) {
    let input = inputs.isEmpty ? outputs[index - 1] : inputs[index - 1]
    for (direction, layer) in layers[index].enumerated() {
      projections[index - 1][direction].backward(
        projection: layer.projection, input: input,
        inputGradient: gradients.input ?? gradients.above, in: &arena, gradient: &gradient)
      layer.vectorGradients(layer.projection, in: &arena, gradient: &gradient)
    }
    if let made = gradients.input, let spread = gradients.spread {
      let width = stack.layerOutputWidth
      arena.copy(
        made.view(0..<width), to: gradients.above.view(),
        accumulates: stack.configuration.isResidual)
      arena.copy(made.view(width..<made.columns), to: spread.view(), accumulates: true)
    }
  }

  // MARK: One stream, some units a thread

  /// Block for the output of all units of a layer, if this workspace has only some of them.
  func shared(_ layer: Int) -> Block? { shared.isEmpty ? nil : shared[layer] }
}
