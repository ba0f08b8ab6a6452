internal import CharNumerics

/// The embedding together with the first layer's projection: P[r] = E[token r]·W_ihᵀ + b.
///
/// Where the vocabulary is smaller than the window, the projection of every token is computed once,
/// as a table `[V, G·H]`, and each step looks its row up; gradients are summed per token before
/// they meet the weights. Otherwise the rows of E are gathered and multiplied. Readers bring a table
/// along.
struct Embedding {
  private let embedding: Slot
  private let isTied: Bool
  private let route: Route
  private let forward: WeightProduct?
  private let backward: Backward?

  private enum Route {
    case ready(TokenTable)
    case table(Block)
    case rows(Block)
  }

  private struct Backward {
    /// Table `[V, G·H]` or rows `[T·B, E]`: sums of the projection's gradient, or the embedding's.
    let sums: Block
    let product: WeightProduct
    let weightGradient: GradientProduct
  }

  /// For E `[V, E]`, W_ih `[G·H, E]` of the first layer, and windows of `rows` = T·B. If the
  /// embedding is tied, its gradient holds the output projection's part already.
  init(
    _ embedding: Slot, weight: Slot, rows: Int, trains: Bool, isTied: Bool, weights: PackedWeights,
    table: TokenTable?, plan: inout ArenaPlan
  ) {
    self.embedding = embedding
    self.isTied = isTied
    if let table {
      (route, forward, backward) = (.ready(table), nil, nil)
      return
    }
    let usesTable = embedding.rows <= rows
    let products = usesTable ? embedding.rows : rows
    route =
      usesTable
      ? .table(plan.reserve(rows: embedding.rows, columns: weight.rows))
      : .rows(plan.reserve(rows: rows, columns: embedding.columns))
    forward = WeightProduct(
      weight, .forward, rows: products, hasBias: true, weights: weights, plan: &plan)
    guard trains else {
      backward = nil
      return
    }
    backward = Backward(
      sums: usesTable
        ? plan.reserve(rows: embedding.rows, columns: weight.rows)
        : plan.reserve(rows: rows, columns: embedding.columns),
      product: WeightProduct(
        weight, .backward, rows: products, accumulates: usesTable && isTied, weights: weights,
        plan: &plan),
      weightGradient: GradientProduct(weight, rows: products, weights: weights))
  }

  func prepare(_ parameters: Parameters, bias: Block, in arena: inout Arena) {
    forward?.pack(parameters)
    backward?.product.pack(parameters)
    if case .table(let table) = route {
      forward?.run(embedding, of: parameters, into: table, bias: bias, in: &arena)
    }
  }

  func forward(
    _ tokens: [Int32], _ parameters: Parameters, to projection: Block, bias: Block,
    in arena: inout Arena
  ) {
    switch route {
    case .ready(let table):
      arena.gather(table.slot, of: table.parameters, indices: tokens, to: projection)
    case .table(let table): arena.gather(table, indices: tokens, to: projection)
    case .rows(let rows):
      arena.gather(embedding, of: parameters, indices: tokens, to: rows)
      forward?.run(rows, into: projection, bias: bias, in: &arena)
    }
  }

  /// The projection's block holds its gradient. Returns fewer rows with the same sum, where there are.
  func backward(
    _ tokens: [Int32], _ parameters: Parameters, projection: Block, in arena: inout Arena,
    gradient: inout Gradient
  ) -> Block {
    guard let backward else { preconditionFailure("the workspace does not train") }
    switch route {
    case .ready: preconditionFailure("a table of weights that do not change")
    case .table:
      arena.fill(backward.sums)
      arena.scatterAdd(projection, indices: tokens, to: backward.sums)
      backward.weightGradient.run(
        backward.sums, of: arena, embedding, of: parameters, into: &gradient)
      backward.product.run(backward.sums, in: &arena, into: embedding, of: &gradient)
      return backward.sums
    case .rows(let input):
      backward.weightGradient.run(projection, input, of: arena, into: &gradient)
      backward.product.run(projection, into: backward.sums, in: &arena)
      if !isTied { gradient.clear(embedding) }
      arena.scatterAdd(backward.sums, indices: tokens, to: embedding, of: &gradient)
      return projection
    }
  }
}
