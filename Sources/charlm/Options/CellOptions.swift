public import ArgumentParser
public import CharNetwork

extension Activation: ExpressibleByArgument {}
extension ResetGate: ExpressibleByArgument {}
extension LSTMAblation: ExpressibleByArgument {}

/// Options of a cell besides its kind, and the transition depth.
struct CellOptions: SettingOptions {
  @Option(help: .setting("activation")) var activation: Activation?
  @Option(help: .setting("reset")) var reset: ResetGate?
  @Option(help: .setting("ablation")) var ablation: [LSTMAblation] = []
  @Flag(inversion: .prefixedNo, help: .setting("biases")) var biases: Bool?
  @Option(help: .setting("time-step")) var timeStep: Double?
  @Option(help: .setting("transition-depth")) var transitionDepth: Int?
  @Option(help: .setting("input-layers")) var inputLayers: Int?
  @Option(help: .setting("output-layers")) var outputLayers: Int?
  @Flag(inversion: .prefixedNo, help: .setting("skip")) var skip: Bool?
  @Flag(inversion: .prefixedNo, help: .setting("layer-norm")) var layerNorm: Bool?
  @Flag(inversion: .prefixedNo, help: .setting("learned-state")) var learnedState: Bool?

  func apply(to network: inout NetworkConfiguration) {
    let ablations = network.ablations
    change(&network)
    // Given ablations are added to the existing ones.
    network.ablations.formUnion(ablations)
  }
}
