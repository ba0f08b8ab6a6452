internal import CharNumerics

/// The projection of every token by the first layer, with its bias: a step looks a row up instead of
/// multiplying.
struct TokenTable: Sendable {
  /// Its rows, as parameters of a layout with one slot.
  let parameters: Parameters
  var slot: Slot { parameters.layout.slots[0] }

  /// Floats above which a table is not worth its memory.
  private static let limit = 1 << 20

  /// Nil if it were too large, or if more than that projection is asked of a token.
  init?(_ stack: RecurrentStack, _ parameters: Parameters, _ weights: PackedWeights) {
    let layer = stack.layers[0][0]
    let columns = layer.projectionSize
    guard let rows = stack.embedding?.rows, rows * columns <= TokenTable.limit,
      stack.layers[0].count == 1, !stack.configuration.usesSkipConnections
    else { return nil }
    var plan = ArenaPlan()
    let source = StackInput(
      stack, rows: rows, trains: false, weights: weights, table: nil, forcesTable: true,
      plan: &plan)
    let recurrent = RecurrentLayer(
      layer, steps: 1, lanes: 1, trains: false, weights: weights, plan: &plan)
    var arena = Arena(plan)
    withSerialKernels {
      recurrent.prepare(parameters, in: &arena)
      source.prepare(parameters, biases: [recurrent.projectionBias], in: &arena)
    }
    var layout = ParameterLayout()
    let slot = layout.append(
      "table", shape: [rows, columns], role: .tokenMatrix, initialization: .zero)
    var table = Parameters(layout: layout)
    table[slot] = arena.read(source.tables[0])[...]
    self.parameters = table
  }
}
