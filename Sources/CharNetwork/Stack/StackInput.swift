internal import CharNumerics

/// From tokens or vectors to the first layer's projection: the embedding, fully connected layers if
/// there are any, and P[r] = x(r)·W_ihᵀ + b in each direction.
///
/// Where the vocabulary is smaller than the window, the projection of every token is computed once,
/// as a table `[V, G·H]`, and each step looks its row up; gradients are summed per token before
/// they meet the weights. Otherwise the rows of E are gathered and multiplied. Readers bring a table
/// along. A stack that has no embedding multiplies the vectors that `vectors` was given.
struct StackInput {
  /// The embedding; nil where vectors are read.
  private let slot: Slot?
  private let isTied: Bool
  private let route: Route
  /// `[V, E]` or `[T·B, E]`: the vectors as they are looked up or given.
  let vectors: Block
  private let dense: [Dense]
  private let projections: [InputProjection]
  /// `[T·B, E]`: the vector that each row reads, where upper layers see it.
  let spread: Block?
  private let backward: Backward?

  private enum Route {
    case ready(TokenTable)
    case table([Block])
    case rows
  }

  private struct Backward {
    /// `[V, G·H]`: sums of the projection's gradient, one for each direction.
    let sums: [Block]
    /// `[V, E]` or `[T·B, E]`: of the last dense layer's output, and of its input.
    let vectorGradient, denseGradient: Block
  }

  /// For the first layer's directions and windows of `rows` = T·B. If the embedding is tied, its
  /// gradient holds the output projection's part already.
  init(
    _ stack: RecurrentStack, rows: Int, trains: Bool, weights: PackedWeights, table: TokenTable?,
    forcesTable: Bool = false, plan: inout ArenaPlan
  ) {
    let (e, layers) = (stack.configuration.embeddingSize, stack.layers[0])
    slot = stack.embedding
    isTied = stack.configuration.tiesEmbeddings
    if let table {
      (route, vectors) = (.ready(table), plan.reserve(rows: 0, columns: e))
      (dense, projections, spread, backward) = ([], [], nil, nil)
      return
    }
    let tokens = stack.embedding.flatMap { forcesTable || $0.rows <= rows ? $0.rows : nil }
    let (usesTable, products) = (tokens != nil, tokens ?? rows)
    vectors = plan.reserve(rows: products, columns: e)
    var x = vectors
    var dense: [Dense] = []
    for slots in stack.inputLayers {
      dense.append(Dense(slots, input: x, trains: trains, weights: weights, plan: &plan))
      x = dense[dense.count - 1].output
    }
    self.dense = dense
    route =
      usesTable
      ? .table(layers.map { plan.reserve(rows: products, columns: $0.projectionSize) }) : .rows
    projections = layers.enumerated().map { direction, layer in
      InputProjection(
        layer, rows: products, trains: trains,
        keepsInputGradient: direction > 0 || stack.configuration.usesSkipConnections,
        servesWindows: usesTable, weights: weights, plan: &plan)
    }
    spread =
      stack.configuration.usesSkipConnections
      ? (usesTable ? plan.reserve(rows: rows, columns: x.columns) : x) : nil
    backward =
      trains
      ? Backward(
        sums: usesTable
          ? layers.map { plan.reserve(rows: products, columns: $0.projectionSize) } : [],
        vectorGradient: plan.reserve(rows: products, columns: e),
        denseGradient: plan.reserve(rows: dense.isEmpty ? 0 : products, columns: e)) : nil
  }

  /// Input of the first layer.
  private var output: Block { dense.last?.output ?? vectors }

  /// After `backward`, the gradient of the vectors.
  var gradient: Block {
    guard let backward else { preconditionFailure("the workspace does not train") }
    return dense.count.isMultiple(of: 2) ? backward.vectorGradient : backward.denseGradient
  }

  /// The tables, one for each direction, after `prepare`.
  var tables: [Block] {
    if case .table(let blocks) = route { blocks } else { [] }
  }

  func prepare(_ parameters: Parameters, biases: [Block], in arena: inout Arena) {
    for layer in dense { layer.prepare(parameters, in: &arena) }
    for projection in projections { projection.prepare(parameters, in: &arena) }
    guard case .table(let tables) = route, let slot else { return }
    arena.copy(slot, of: parameters, to: vectors)
    for layer in dense { layer.forward(in: &arena) }
    for (direction, projection) in projections.enumerated() {
      projection.forward(output, to: tables[direction], bias: biases[direction], in: &arena)
    }
  }

  /// Projects tokens, or the vectors that were given, in every direction.
  func forward(
    _ tokens: [Int32], _ parameters: Parameters, to layers: [RecurrentLayer],
    in arena: inout Arena
  ) {
    switch route {
    case .ready(let table):
      arena.gather(
        table.slot, of: table.parameters, indices: tokens, to: layers[0].projection)
    case .table(let tables):
      for (table, layer) in zip(tables, layers) {
        arena.gather(table, indices: tokens, to: layer.projection)
      }
      if let spread { arena.gather(output, indices: tokens, to: spread) }
    case .rows:
      if let slot { arena.gather(slot, of: parameters, indices: tokens, to: vectors) }
      for layer in dense { layer.forward(in: &arena) }
      for (projection, layer) in zip(projections, layers) {
        projection.forward(
          output, to: layer.projection, bias: layer.projectionBias, in: &arena)
      }
    }
  }

  /// The layers' projections hold their gradients, `spreadGradient` that of the vectors that upper
  /// layers see. Writes those of the vectors too.
  func backward(
    _ tokens: [Int32], layers: [RecurrentLayer], spreadGradient: Block?, in arena: inout Arena,
    gradient: inout Gradient
  ) {
    guard let backward else { preconditionFailure("the workspace does not train") }
    var above = backward.vectorGradient
    let isTable = !backward.sums.isEmpty
    if let spreadGradient {
      if isTable {
        arena.fill(above)
        arena.scatterAdd(spreadGradient, indices: tokens, to: above)
      } else {
        arena.copy(spreadGradient, to: above)
      }
    }
    for (direction, layer) in layers.enumerated() {
      var rows = layer.projection
      if isTable {
        rows = backward.sums[direction]
        arena.fill(rows)
        arena.scatterAdd(layer.projection, indices: tokens, to: rows)
      }
      projections[direction].backward(
        projection: rows, input: output, inputGradient: above, in: &arena, gradient: &gradient)
      layer.vectorGradients(rows, in: &arena, gradient: &gradient)
    }
    var other = backward.denseGradient
    for layer in dense.reversed() {
      layer.backward(above: above, inputGradient: other, in: &arena, gradient: &gradient)
      (above, other) = (other, above)
    }
    guard let slot else { return }
    if !isTied { gradient.clear(slot) }
    if isTable {
      arena.add(above, to: slot, of: &gradient)
    } else {
      arena.scatterAdd(above, indices: tokens, to: slot, of: &gradient)
    }
  }
}
