internal import CharNumerics

/// The projection of an upper layer's input, one product for all steps: P = X·W_ihᵀ + b.
struct InputProjection {
  private let forward: WeightProduct
  private let backward: (product: WeightProduct, weightGradient: GradientProduct)?

  /// For W_ih `[G·H, input]` and windows of `rows` = T·B; `keepsInputGradient` adds to the input's
  /// gradient instead of replacing it.
  init(_ weight: Slot, rows: Int, trains: Bool, keepsInputGradient: Bool) {
    forward = WeightProduct(weight, .forward, rows: rows, hasBias: true)
    backward =
      trains
      ? (
        WeightProduct(weight, .backward, rows: rows, accumulates: keepsInputGradient),
        GradientProduct(weight, rows: rows)
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
