import CharAutodiff
import CharNetwork
import CharNumerics

/// The parameters of a network as leaves of a graph, by name.
struct GraphSlots {
  let graph: Graph
  let configuration: NetworkConfiguration
  private let leaves: [String: Variable]

  init(
    _ layout: ParameterLayout, _ values: [Double], _ configuration: NetworkConfiguration,
    in graph: Graph
  ) {
    self.graph = graph
    self.configuration = configuration
    leaves = Dictionary(
      uniqueKeysWithValues: layout.slots.map { slot in
        let matrix = Matrix(rows: slot.rows, columns: slot.columns, Array(values[slot.range]))
        return (slot.name, graph.variable(matrix))
      })
  }

  /// The leaf of a slot; a vector is a row.
  subscript(name: String) -> Variable {
    guard let leaf = leaves[name] else { fatalError("the network has no slot \(name)") }
    return leaf
  }

  /// Returns the product with a matrix of a recurrent layer, with normalization and bias as
  /// configured.
  func product(weight: String, gain: String, bias: String?, suffix: String) -> GraphProduct {
    GraphProduct(
      weight: self["rnn.\(weight)\(suffix)"].transposed,
      gain: configuration.normalizesLayers ? self["rnn.\(gain)\(suffix)"] : nil,
      bias: configuration.hasBiases ? bias.map { self["rnn.\($0)\(suffix)"] } : nil,
      gateSize: configuration.hiddenSize)
  }
}
