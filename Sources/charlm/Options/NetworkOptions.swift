public import ArgumentParser
public import CharNetwork
import CharTraining

extension CellKind: ExpressibleByArgument {}
extension InitializationScheme: ExpressibleByArgument {}

/// What the network is made of.
struct NetworkOptions: ParsableArguments {
  private static let defaults = NetworkConfiguration()

  @Option(help: "The recurrent cell. (default: \(defaults.cell.rawValue))")
  var cell: CellKind?

  @Option(help: "Recurrent layers. (default: \(defaults.layers))")
  var layers: Int?

  @Option(help: "Units of a layer. (default: \(defaults.hiddenSize))")
  var hidden: Int?

  @Option(
    help:
      "Width of a token's vector. (default: \(defaults.embeddingSize); with --tie-embeddings as --hidden)"
  )
  var embedding: Int?

  @OptionGroup var details: CellOptions

  func apply(to network: inout NetworkConfiguration) {
    details.apply(to: &network)
    network.cell = cell ?? network.cell
    network.layers = layers ?? network.layers
    network.hiddenSize = hidden ?? network.hiddenSize
    network.embeddingSize = embedding ?? network.embeddingSize
  }
}

/// How the network is trained beyond its size.
struct RegularizationOptions: ParsableArguments {
  private static let defaults = NetworkConfiguration()

  @Option(
    help: """
      Probability of dropping an element of a layer's output, 0 to less than 1. (default: 0)
      """)
  var dropout: Double?

  @Flag(inversion: .prefixedNo, help: "Drop the same elements at all steps of a window.")
  var lockedDropout: Bool?

  @Option(
    help: """
      Probability of dropping a weight inside the recurrence for an update, 0 to less than 1. \
      (default: 0)
      """)
  var weightDropout: Double?

  @Option(
    help: """
      Probability that an element of state keeps its value from the step before, 0 to less than 1. \
      (default: 0)
      """)
  var zoneout: Double?

  @Option(
    help: """
      How much of a target's probability is spread over all tokens while training, 0 to less \
      than 1. (default: 0)
      """)
  var labelSmoothing: Double?

  @Flag(inversion: .prefixedNo, help: "Use the embedding as the output projection too.")
  var tieEmbeddings: Bool?

  @Flag(
    inversion: .prefixedNo, help: "Add a layer's input to its output, from the second layer on.")
  var residual: Bool?

  @Option(help: "What weights start from. (default: \(defaults.initialization.rawValue))")
  var initialization: InitializationScheme?

  func apply(to network: inout NetworkConfiguration, embedding: Int?) {
    network.dropout = dropout ?? network.dropout
    network.locksDropout = lockedDropout ?? network.locksDropout
    network.weightDropout = weightDropout ?? network.weightDropout
    network.zoneout = zoneout ?? network.zoneout
    network.labelSmoothing = labelSmoothing ?? network.labelSmoothing
    network.isResidual = residual ?? network.isResidual
    network.initialization = initialization ?? network.initialization
    network.tiesEmbeddings = tieEmbeddings ?? network.tiesEmbeddings
    if tieEmbeddings ?? false, embedding == nil { network.embeddingSize = network.hiddenSize }
  }
}
