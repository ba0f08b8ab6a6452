internal import CharNumerics

/// The projection of a layer's input, one product for all rows: P = X·W_ihᵀ + b, or with layer
/// normalization P = LN(X·W_ihᵀ)·γ + b.
final class InputProjection: Sendable {
  private let forward: WeightProduct
  private let backward: (product: WeightProduct, weightGradient: GradientProduct)?
  private let normalization: LayerNormalization?
  private let rows: Int

  /// For the W_ih `[G·H, input]` of a layer; `keepsInputGradient` adds to the input's gradient instead
  /// of replacing it; `servesWindows` if several go back over one forward pass.
  init(
    _ layer: LayerDescription, rows: Int, trains: Bool, keepsInputGradient: Bool,
    servesWindows: Bool = false, weights: PackedWeights, plan: inout ArenaPlan
  ) {
    let weight = layer.inputWeight
    self.rows = rows
    normalization = layer.inputGain.map {
      LayerNormalization(
        $0, rows: rows, groups: $0.count / layer.hiddenSize, keepsNormal: servesWindows && trains,
        plan: &plan)
    }
    forward = WeightProduct(
      weight, .forward, rows: rows, hasBias: layer.inputGain == nil, weights: weights, plan: &plan)
    backward =
      trains
      ? (
        WeightProduct(
          weight, .backward, rows: rows, accumulates: keepsInputGradient, weights: weights,
          plan: &plan),
        GradientProduct(weight, rows: rows, weights: weights)
      ) : nil
  }

  func prepare(_ parameters: Parameters, in arena: inout Arena) {
    forward.pack(parameters)
    backward?.product.pack(parameters)
    normalization?.prepare(parameters, in: &arena)
  }

  func forward(_ input: Block, to projection: Block, bias: Block, in arena: inout Arena) {
    if let normalization {
      forward.run(input, into: normalization.normal, in: &arena)
      normalization.forward(
        0..<rows, bias: bias, to: projection, accumulates: false, in: &arena)
    } else {
      forward.run(input, into: projection, bias: bias, in: &arena)
    }
  }

  /// The projection's block holds its gradient.
  func backward(
    projection: Block, input: Block, inputGradient: Block, in arena: inout Arena,
    gradient: inout Gradient
  ) {
    guard let backward else { preconditionFailure("the workspace does not train") }
    var made = projection
    if let normalization {
      normalization.clearGradient(in: &arena)
      normalization.backward(0..<rows, projection, in: &arena)
      normalization.writeGradient(of: arena, to: &gradient)
      made = normalization.made
    }
    backward.weightGradient.run(made, input, of: arena, into: &gradient)
    backward.product.run(made, into: inputGradient, in: &arena)
  }
}
