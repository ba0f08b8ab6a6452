internal import CharNumerics

/// What a tagger and a classifier have in common: a stack, and a projection to labels.
struct LabellingParts: Sendable {
  let stack: RecurrentStack
  /// `[labels, width of the stack]`.
  let outputWeight: Slot
  /// `[labels]`.
  let outputBias: Slot

  /// Declares them.
  static func declare(
    _ configuration: NetworkConfiguration, vocabularySize: Int, labels: Int
  ) throws -> (LabellingParts, ParameterLayout) {
    try configuration.validate(vocabularySize: vocabularySize)
    guard !configuration.tiesEmbeddings else {
      throw NetworkError.conflict(
        "the output of a network that labels text is labels and not characters, so that it cannot be "
          + "tied to the embedding; do not tie")
    }
    guard (1...1 << 20).contains(labels) else {
      throw NetworkError.invalid("labels", value: "\(labels)", allowed: "1 to \(1 << 20)")
    }
    var layout = ParameterLayout()
    let stack = RecurrentStack(configuration, vocabularySize: vocabularySize, layout: &layout)
    let width = stack.outputWidth
    let weight = layout.append(
      "output.weight", shape: [labels, width], role: .matrix,
      initialization: .uniform(1 / Float(width).squareRoot()))
    let bias = layout.append("output.bias", shape: [labels], role: .vector, initialization: .zero)
    return (LabellingParts(stack: stack, outputWeight: weight, outputBias: bias), layout)
  }

  var productSlots: [Slot] { stack.productSlots + [outputWeight] }

  /// Places every block and makes every product; with `pooling`, for spans instead of tokens.
  func makeWorkspace(
    steps: Int, lanes: Int, trains: Bool, pooling: Pooling?, weights: PackedWeights
  ) -> LabelWorkspace {
    var plan = ArenaPlan()
    let work = StackWorkspace(
      stack, steps: steps, lanes: lanes, trains: trains, weights: weights, table: nil,
      plan: &plan)
    let pool = pooling.map {
      PoolingLayer($0, stack, lanes: lanes, trains: trains, plan: &plan)
    }
    let output = OutputProjection(
      weight: outputWeight, bias: outputBias,
      steps: pool == nil ? steps : ClassifyingNetwork.spansPerLane, lanes: lanes,
      trains: trains, smoothing: stack.configuration.labelSmoothing, weights: weights, plan: &plan)
    return LabelWorkspace(arena: Arena(plan), stack: work, output: output, pool: pool)
  }

  /// Bytes of a workspace, about.
  func estimatedBytes(steps: Int, lanes: Int, trains: Bool) -> Double {
    let rows = Double(steps) * Double(lanes)
    let logits = min(rows * Double(outputWeight.rows), 1_048_576)
    return 4 * (stack.estimatedFloats(rows: rows, lanes: Double(lanes), trains: trains) + logits)
  }
}

extension LabelWorkspace {
  /// Takes the parameters as they are now.
  mutating func prepare(_ parameters: Parameters) {
    stack.prepare(parameters, in: &arena)
    output.prepare(parameters, in: &arena)
  }
}
