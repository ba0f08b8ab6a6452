internal import CharNetwork

/// The network: embedding, recurrence, projection to logits.
extension PyTorchProgram {
  /// The module of PyTorch that computes the same recurrence, if there is one.
  var library: String? {
    let network = configuration
    let isPlain =
      network.ablations.isEmpty && !network.normalizesLayers && network.transitionDepth == 1
      && network.zoneout == 0 && !network.learnsInitialState
      && !network.usesSkipConnections && (!network.isResidual || network.layers == 1)
    let name: String? =
      switch (network.cell, network.activation, network.reset) {
      case (.elman, .tanh, _): "nn.RNN(EMBEDDING, HIDDEN, LAYERS"
      case (.elman, .relu, _): "nn.RNN(EMBEDDING, HIDDEN, LAYERS, \"relu\""
      case (.lstm, _, _): "nn.LSTM(EMBEDDING, HIDDEN, LAYERS"
      case (.gru, _, .after): "nn.GRU(EMBEDDING, HIDDEN, LAYERS"
      default: nil
      }
    guard isPlain, let name else { return nil }
    return name + (network.hasBiases ? ")" : ", bias=False)")
  }

  @PythonLines var module: String {
    let width = configuration.usesSkipConnections ? "LAYERS * HIDDEN" : "HIDDEN"
    #"""
    class Model(nn.Module):
        """The network. Its parameters have the names of the tensors in model.safetensors."""

        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(VOCABULARY, EMBEDDING)
    """#
    if configuration.inputLayers > 0 {
      let layers = [String](
        repeating: "nn.Linear(EMBEDDING, EMBEDDING)", count: configuration.inputLayers)
      list("input_layers", layers).indented(8)
    }
    "        self.rnn = \(library ?? "Recurrence()")"
    if configuration.outputLayers > 0 {
      let layers = [String](
        repeating: "nn.Linear(HIDDEN, HIDDEN)", count: configuration.outputLayers - 1)
      list("output_layers", ["nn.Linear(\(width), HIDDEN)"] + layers).indented(8)
    }
    """
            self.output = nn.Linear(\(configuration.outputLayers > 0 ? "HIDDEN" : width), VOCABULARY)
    """
    if configuration.tiesEmbeddings { "        self.output.weight = self.embedding.weight" }
    #"""

        def forward(self, tokens, state=None):
            """Logits [T, V] after each of the tokens [T], and the state after the last.

            The tokens start a document, or go on with one from a state. B documents side by side
            are [T, B] and give [T, B, V].
            """
            x = self.embedding(tokens)
    """#
    if configuration.inputLayers > 0 { through("input_layers").indented(8) }
    "        x, state = self.rnn(x, state)"
    if configuration.outputLayers > 0 { through("output_layers").indented(8) }
    "        return self.output(x), state"
  }

  private func list(_ name: String, _ layers: [String]) -> String {
    layers.count == 1
      ? "self.\(name) = nn.ModuleList([\(layers[0])])"
      : "self.\(name) = nn.ModuleList(\n    [\n"
        + layers.map { "        \($0),\n" }.joined() + "    ]\n)"
  }

  private func through(_ layers: String) -> String {
    """
    for layer in self.\(layers):
        x = torch.tanh(layer(x))
    """
  }

  var loading: String {
    #"""
    def load(folder=FOLDER):
        """The model with the weights of a folder."""
        model = Model()
        weights = safetensors.torch.load_file(Path(folder) / "model.safetensors")
        model.load_state_dict(weights)  # strict: every tensor by its name, and no other
        return model.eval()
    """#
  }
}
