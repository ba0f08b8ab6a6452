internal import CharNumerics

/// The projection of an upper layer's input, one product for all steps: P = X·W_ihᵀ + b.
struct InputProjection {
  private let forward: WeightProduct
  private let backward: (product: WeightProduct, weightGradient: GradientProduct)?

  /// For W_ih `[G·H, input]` and windows of `rows` = T·B; `keepsInputGradient` adds to the input's
  /// gradient instead of replacing it.
  init(
    _ weight: Slot, rows: Int, trains: Bool, keepsInputGradient: Bool, weights: PackedWeights,
    plan: inout ArenaPlan
  ) {
    forward = WeightProduct(
      weight, .forward, rows: rows, hasBias: true, weights: weights, plan: &plan)
    backward =
      trains
      ? (
        WeightProduct(
          weight, .backward, rows: rows, accumulates: keepsInputGradient, weights: weights,
          plan: &plan),
        GradientProduct(weight, rows: rows, weights: weights)
      ) : nil
  }

  func prepare(_ parameters: Parameters) {
    forward.pack(parameters)
    backward?.product.pack(parameters)
  }

  func forward(_ input: Block, to projection: Block, bias: Block, in arena: inout Arena) {
    forward.run(input, into: projection, bias: bias, in: &arena)
  }

  /// The projection's block holds its gradient.
  func backward(
    projection: Block, input: Block, inputGradient: Block, in arena: inout Arena,
    gradient: inout Gradient
  ) {
    guard let backward else { preconditionFailure("the workspace does not train") }
    backward.weightGradient.run(projection, input, of: arena, into: &gradient)
    backward.product.run(projection, into: inputGradient, in: &arena)
  }
}
