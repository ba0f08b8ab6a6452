public import CharNumerics

/// A network with its weights packed to read with: what samples, scores and measures run on.
///
/// Immutable; any number of streams and workspaces may use one at once, in any threads.
public struct CharacterReader: Sendable {
  /// The description of the network.
  public let network: CharacterNetwork
  /// The weights as they were given.
  public let parameters: Parameters
  let weights: PackedWeights
  /// What the first layer makes of each token, `[V, G·H]`, if that is not too large.
  let table: TokenTable?

  /// Packs the weights.
  ///
  /// - Parameters:
  ///   - network: the description.
  ///   - parameters: weights in its layout.
  ///   - precision: what products multiply; `auto` stands for float32.
  public init(
    _ network: CharacterNetwork, _ parameters: Parameters, precision: Precision = .auto
  ) {
    precondition(parameters.layout == network.layout, "parameters of another network")
    self.network = network
    self.parameters = parameters
    weights = PackedWeights(
      network.productSlots, precision: precision.forReading, trains: false)
    weights.pack(parameters)
    table = TokenTable(network, parameters, weights)
  }

  /// What products multiply.
  public var precision: Precision { weights.precision }
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
  init?(_ network: CharacterNetwork, _ parameters: Parameters, _ weights: PackedWeights) {
    let cell = network.cells[0]
    let embedding = network.embedding
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
      product.run(embedding, of: parameters, into: rows, bias: bias, in: &arena)
    }
    var layout = ParameterLayout()
    let slot = layout.append(
      "table", shape: [embedding.rows, cell.projectionSize], initialization: .zero)
    var table = Parameters(layout: layout)
    table[slot] = arena.read(rows)[...]
    self.parameters = table
  }
}
