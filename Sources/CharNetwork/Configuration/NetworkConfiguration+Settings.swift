public import CharSettings

extension CellKind: SettingValue {}
extension InitializationScheme: SettingValue {}
extension Activation: SettingValue {}
extension ResetGate: SettingValue {}
extension LSTMAblation: SettingValue {}

extension NetworkConfiguration: Configurable {
  /// All network settings. Properties of every network are always stored, options only if enabled.
  public static let table = SettingTable<Self> {
    Setting(
      "cell", \.cell, flag: "cell", scope: .network, [.ofModel, .required],
      help: "The recurrent cell.", note: "See [cells](cells.md).")
    Setting(
      "layers", \.layers, flag: "layers", in: .whole(1...1000), unit: "layers", scope: .network,
      [.ofModel, .required], help: "Recurrent layers, one above the other.")
    Setting(
      "hidden_size", \.hiddenSize, flag: "hidden", in: .whole(1...1_000_000), unit: "units",
      scope: .network, [.ofModel, .required], help: "Units of a layer.")
    Setting(
      "embedding_size", \.embeddingSize, flag: "embedding", in: .whole(1...1_000_000),
      unit: "numbers", scope: .network, [.ofModel, .required],
      help: "Width of a token's vector; with `tie_embeddings` that of a layer.")
    Setting(
      "dropout", \.dropout, flag: "dropout", in: .share, scope: .network, .required,
      help: "Probability of dropping an element of a layer's output.")
    Setting(
      "tie_embeddings", \.tiesEmbeddings, flag: "tie-embeddings", scope: .network,
      [.ofModel, .required], help: "Use the embedding as the output projection too.",
      note: "Both widths are then equal.")
    Setting(
      "residual", \.isResidual, flag: "residual", scope: .network, [.ofModel, .required],
      help: "Add a layer's input to its output, from the second layer on.")
    Setting(
      "initialization", \.initialization, flag: "initialization", scope: .network,
      [.ofModel, .required], help: "What the weights of recurrent layers start from.")
    Setting(
      "activation", \.activation, flag: "activation", scope: .network, [.ofModel, .rare],
      help: "Nonlinearity of elman and jordan.")
    Setting(
      "reset", \.reset, flag: "reset", scope: .network, [.ofModel, .rare],
      help: "Where the reset of gru acts: after the product as in PyTorch, or before it.")
    Setting(
      "ablations", \.ablations, flag: "ablation", scope: .network, [.ofModel, .rare],
      help: """
        What an lstm, peephole or cifg goes without, or with full_gate_recurrence has besides; can be \
        given several times.
        """)
    Setting(
      "biases", \.hasBiases, flag: "biases", scope: .network, [.ofModel, .rare],
      help: "Biases in cells.")
    Setting(
      "time_step", \.timeStep, flag: "time-step", in: .factor, scope: .network, [.ofModel, .rare],
      help: "Time step of ctrnn; its time constants are above 1.")
    Setting(
      "skip", \.usesSkipConnections, flag: "skip", scope: .network, [.ofModel, .rare],
      help: "Let every layer read the embedded token, and the output every layer.")
    Setting(
      "input_layers", \.inputLayers, flag: "input-layers", in: .whole(0...1000), unit: "layers",
      scope: .network, [.ofModel, .rare], help: "Fully connected layers before the recurrence.",
      note: "Their nonlinearity is tanh.")
    Setting(
      "output_layers", \.outputLayers, flag: "output-layers", in: .whole(0...1000), unit: "layers",
      scope: .network, [.ofModel, .rare], help: "Fully connected layers after the recurrence.",
      note: "Their nonlinearity is tanh.")
    Setting(
      "transition_depth", \.transitionDepth, flag: "transition-depth", in: .whole(1...1000),
      unit: "cells", scope: .network, [.ofModel, .rare],
      help: "Cells that work one after another within a step.")
    Setting(
      "layer_norm", \.normalizesLayers, flag: "layer-norm", scope: .network, [.ofModel, .rare],
      help: "Normalize every projection and recurrent product.", note: "Gate by gate.")
    Setting(
      "locked_dropout", \.locksDropout, flag: "locked-dropout", scope: .network, .rare,
      help: "Drop the same elements at all steps of a window.")
    Setting(
      "weight_dropout", \.weightDropout, flag: "weight-dropout", in: .share, scope: .network, .rare,
      help: "Probability of dropping a weight inside the recurrence for an update.")
    Setting(
      "zoneout", \.zoneout, flag: "zoneout", in: .share, scope: .network, .rare,
      help: "Probability that an element of state keeps its value from the step before.")
    Setting(
      "label_smoothing", \.labelSmoothing, flag: "label-smoothing", in: .share, scope: .network,
      .rare, help: "How much of a target's probability is spread over all tokens while training.",
      note: "The loss that is printed is without it.")
    Setting(
      "learned_state", \.learnsInitialState, flag: "learned-state", scope: .network,
      [.ofModel, .rare], help: "Learn the state that documents start from.")
    Setting(
      "bidirectional", \.isBidirectional, scope: .network, [.ofModel, .rare],
      help: "Read in both directions; of taggers and classifiers only.")
  }
}
