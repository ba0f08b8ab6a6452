internal import CharNumerics

/// The slots of a fully connected layer.
struct DenseSlots: Sendable {
  /// `[outputs, inputs]`.
  let weight: Slot
  /// `[outputs]`.
  let bias: Slot

  /// Named `name.index.weight` and `name.index.bias`.
  init(
    _ name: String, _ index: Int, inputSize: Int, outputSize: Int, layout: inout ParameterLayout
  ) {
    weight = layout.append(
      "\(name).\(index).weight", shape: [outputSize, inputSize], role: .matrix,
      initialization: .uniform(1 / Float(inputSize).squareRoot()))
    bias = layout.append(
      "\(name).\(index).bias", shape: [outputSize], role: .vector, initialization: .zero)
  }
}

/// A fully connected layer, y = tanh(x·Aᵀ + b), over all rows at once.
struct Dense {
  private let slots: DenseSlots
  let input, output: Block
  private let biasRow: Block
  private let forward: WeightProduct
  private let backward: (product: WeightProduct, weightGradient: GradientProduct)?

  init(
    _ slots: DenseSlots, input: Block, trains: Bool, weights: PackedWeights,
    plan: inout ArenaPlan
  ) {
    self.slots = slots
    self.input = input
    output = plan.reserve(rows: input.rows, columns: slots.weight.rows)
    biasRow = plan.reserve(rows: 1, columns: slots.weight.rows)
    forward = WeightProduct(
      slots.weight, .forward, rows: input.rows, hasBias: true, weights: weights, plan: &plan)
    backward =
      trains
      ? (
        WeightProduct(slots.weight, .backward, rows: input.rows, weights: weights, plan: &plan),
        GradientProduct(slots.weight, rows: input.rows, weights: weights)
      ) : nil
  }

  func prepare(_ parameters: Parameters, in arena: inout Arena) {
    forward.pack(parameters)
    backward?.product.pack(parameters)
    arena.copy(slots.bias, of: parameters, to: biasRow)
  }

  func forward(in arena: inout Arena) {
    forward.run(input, into: output, bias: biasRow, in: &arena)
    arena.apply(.tanh, output.view(), to: output.view())
  }

  /// `above`, the gradient of the output, becomes that of the input of tanh.
  func backward(
    above: Block, inputGradient: Block, in arena: inout Arena, gradient: inout Gradient
  ) {
    guard let backward else { preconditionFailure("the workspace does not train") }
    arena.apply(.tanhSlope, output.view(), above.view(), to: above.view())
    arena.columnSums(above, to: slots.bias, of: &gradient)
    backward.weightGradient.run(above, input, of: arena, into: &gradient)
    backward.product.run(above, into: inputGradient, in: &arena)
  }
}
