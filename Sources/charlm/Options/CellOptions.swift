public import ArgumentParser
public import CharNetwork

extension Activation: ExpressibleByArgument {}
extension ResetGate: ExpressibleByArgument {}
extension LSTMAblation: ExpressibleByArgument {}

/// What a cell is like beyond its kind, and how deep a step is.
struct CellOptions: ParsableArguments {
  @Option(help: "Nonlinearity of elman and jordan. (default: \(Activation.tanh.rawValue))")
  var activation: Activation?

  @Option(
    help: """
      Where the reset of gru acts: after the product as in PyTorch, or before it. (default: \
      \(ResetGate.after.rawValue))
      """)
  var reset: ResetGate?

  @Option(
    help: """
      What an lstm, peephole or cifg goes without, or with full_gate_recurrence has besides; can be \
      given several times.
      """)
  var ablation: [LSTMAblation] = []

  @Flag(inversion: .prefixedNo, help: "Biases in cells. (default: --biases)")
  var biases: Bool?

  @Option(help: "Time step of ctrnn, above 0 to 1; time constants are above 1. (default: 1)")
  var timeStep: Double?

  @Option(help: "Cells that work one after another within a step. (default: 1)")
  var transitionDepth: Int?

  @Option(help: "Fully connected layers before the recurrence. (default: 0)")
  var inputLayers: Int?

  @Option(help: "Fully connected layers after the recurrence. (default: 0)")
  var outputLayers: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "Let every layer read the embedded token, and the output every layer.")
  var skip: Bool?

  @Flag(inversion: .prefixedNo, help: "Normalize every projection and recurrent product.")
  var layerNorm: Bool?

  @Flag(inversion: .prefixedNo, help: "Learn the state that documents start from.")
  var learnedState: Bool?

  func apply(to network: inout NetworkConfiguration) {
    network.activation = activation ?? network.activation
    network.reset = reset ?? network.reset
    network.ablations.formUnion(ablation)
    network.hasBiases = biases ?? network.hasBiases
    network.timeStep = timeStep ?? network.timeStep
    network.transitionDepth = transitionDepth ?? network.transitionDepth
    network.inputLayers = inputLayers ?? network.inputLayers
    network.outputLayers = outputLayers ?? network.outputLayers
    network.usesSkipConnections = skip ?? network.usesSkipConnections
    network.normalizesLayers = layerNorm ?? network.normalizesLayers
    network.learnsInitialState = learnedState ?? network.learnsInitialState
  }
}
