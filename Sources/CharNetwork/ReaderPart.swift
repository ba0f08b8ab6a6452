internal import CharNumerics

/// Some units of every layer, and the rows of the output that go with them: what one thread computes
/// where one stream is shared by several. A part of all is the network itself.
struct ReaderPart: Sendable {
  /// Cells of these units alone; their recurrent products read all units.
  let cells: [any Cell]
  let units: Range<Int>
  /// The tokens whose logits it computes.
  let tokens: Range<Int>
  let outputWeight, outputBias: Slot
  /// The weights of `cells` and output.
  let parameters: Parameters
  let weights: PackedWeights
  /// What the first layer makes of each token, if that is not too large.
  let table: TokenTable?

  /// All of a network.
  init(_ network: CharacterNetwork, _ parameters: Parameters, _ precision: Precision) {
    cells = network.cells
    units = 0..<network.configuration.hiddenSize
    tokens = 0..<network.vocabularySize
    (outputWeight, outputBias) = (network.outputWeight, network.outputBias)
    self.parameters = parameters
    weights = PackedWeights(network.productSlots, precision: precision, trains: false)
    weights.pack(parameters)
    table = TokenTable(network.embedding, of: parameters, cells[0], parameters, weights)
  }

  /// Some of it: every matrix keeps the rows of these units, gate by gate.
  init(
    of network: CharacterNetwork, _ all: Parameters, _ precision: Precision, units: Range<Int>,
    tokens: Range<Int>
  ) {
    let configuration = network.configuration
    let h = configuration.hiddenSize
    var layout = ParameterLayout()
    cells = (0..<configuration.layers).map { layer in
      configuration.cell.makeCell(
        layer: layer, inputSize: layer == 0 ? configuration.embeddingSize : h,
        hiddenSize: units.count, recurrentSize: h, initialization: configuration.initialization,
        layout: &layout)
    }
    let cellSlots = layout.slots
    outputWeight = layout.append("output.weight", shape: [tokens.count, h], initialization: .zero)
    outputBias = layout.append("output.bias", shape: [tokens.count], initialization: .zero)
    var parameters = Parameters(layout: layout)
    for slot in cellSlots {
      guard let whole = network.layout[slot.name] else { continue }
      let width = slot.shape.count > 1 ? slot.columns : 1
      let values = all[whole]
      parameters[slot] =
        (0..<whole.shape[0] / h).flatMap { gate in
          let first = values.startIndex + (gate * h + units.lowerBound) * width
          return values[first..<first + units.count * width]
        }[...]
    }
    let rows = all[network.outputWeight]
    let first = rows.startIndex + tokens.lowerBound * h
    parameters[outputWeight] = rows[first..<first + tokens.count * h]
    let bias = all[network.outputBias]
    parameters[outputBias] =
      bias[bias.startIndex + tokens.lowerBound..<bias.startIndex + tokens.upperBound]
    self.units = units
    self.tokens = tokens
    self.parameters = parameters
    weights = PackedWeights(
      cells.flatMap { [$0.slots.inputWeight, $0.slots.recurrentWeight] } + [outputWeight],
      precision: precision, trains: false)
    weights.pack(parameters)
    table = TokenTable(network.embedding, of: all, cells[0], parameters, weights)
  }

  /// Weights of the output below which one part computes all logits.
  private static let outputWorthSharing = 1 << 18

  /// As many parts as asked for, each with whole registers of units; fewer if there are not as many.
  static func split(
    _ network: CharacterNetwork, _ parameters: Parameters, _ precision: Precision, into count: Int
  ) -> [ReaderPart] {
    let (h, v) = (network.configuration.hiddenSize, network.vocabularySize)
    func cut(_ total: Int, _ part: Int) -> Int {
      part == count ? total : total * part / count / 16 * 16
    }
    return (0..<count).compactMap { part in
      let units = cut(h, part)..<cut(h, part + 1)
      let tokens =
        h * v < outputWorthSharing
        ? (part == 0 ? 0..<v : v..<v) : cut(v, part)..<cut(v, part + 1)
      guard !units.isEmpty else { return nil }
      return ReaderPart(
        of: network, parameters, precision, units: units, tokens: tokens)
    }
  }
}

/// The projection of every token's embedding by the first layer, with its bias: a step looks a row up
/// instead of multiplying.
struct TokenTable: Sendable {
  /// Its rows, as parameters of a layout with one slot.
  let parameters: Parameters
  var slot: Slot { parameters.layout.slots[0] }

  /// Floats above which a table is not worth its memory.
  private static let limit = 1 << 20

  /// Nil if it were too large.
  init?(
    _ embedding: Slot, of all: Parameters, _ cell: any Cell, _ parameters: Parameters,
    _ weights: PackedWeights
  ) {
    guard embedding.rows * cell.projectionSize <= TokenTable.limit else { return nil }
    var plan = ArenaPlan()
    let rows = plan.reserve(rows: embedding.rows, columns: cell.projectionSize)
    let bias = plan.reserve(rows: 1, columns: cell.projectionSize)
    let constants = plan.reserve(rows: 1, columns: cell.constantSize)
    let product = WeightProduct(
      cell.slots.inputWeight, .forward, rows: embedding.rows, hasBias: true, weights: weights,
      plan: &plan)
    var arena = Arena(plan)
    withSerialKernels {
      cell.prepare(parameters, projectionBias: bias, constants: constants, in: &arena)
      product.run(embedding, of: all, into: rows, bias: bias, in: &arena)
    }
    var layout = ParameterLayout()
    let slot = layout.append(
      "table", shape: [embedding.rows, cell.projectionSize], initialization: .zero)
    var table = Parameters(layout: layout)
    table[slot] = arena.read(rows)[...]
    self.parameters = table
  }
}
