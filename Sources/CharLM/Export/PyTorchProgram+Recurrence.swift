internal import CharNetwork
internal import CharNumerics

/// The layers of a recurrence that PyTorch does not have: the loop over time, stacking and initial states. The
/// cell computes a step.
extension PyTorchProgram {
  private var usesSkipConnections: Bool { configuration.usesSkipConnections }
  private var isResidual: Bool { configuration.isResidual && configuration.layers > 1 }
  private var isDeep: Bool { configuration.transitionDepth > 1 }

  /// Layer normalization.
  var normalization: String {
    #"""
    def norm(u, gain):
        """Layer normalization (Ba et al. 2016), gate by gate: (u − mean) / √(variance + 1e-5)∗γ."""
        gates = u.unflatten(-1, (-1, HIDDEN))
        return F.layer_norm(gates, (HIDDEN,), eps=1e-5).flatten(-2) * gain
    """#
  }

  @PythonLines var recurrence: String {
    #"class Recurrence(nn.Module):"#
    #"    """Layers of cells, one above the other, with parameters named as those of nn.LSTM."#
    let notes = notes
    if !notes.isEmpty { "" }
    for note in notes { "    \(note)" }
    #"""
        """

        def __init__(self):
            super().__init__()
            for layer in range(LAYERS):
    """#
    if configuration.layers > 1 {
      let width = usesSkipConnections ? "HIDDEN + EMBEDDING" : "HIDDEN"
      "            width = EMBEDDING if layer == 0 else \(width)"
    }
    declaration(of: parameters("_l0"), suffix: "_l{layer}").indented(12)
    if isDeep {
      "            for depth in range(1, DEPTH):"
      declaration(of: parameters("_l0_d1"), suffix: "_l{layer}_d{depth}").indented(16)
    }
    #"""

        def declare(self, suffix, **shapes):
            for name, shape in shapes.items():
                self.register_parameter(name + suffix, nn.Parameter(torch.zeros(shape)))

        def weights(self, suffix):
            found = self.named_parameters()
            return {name.removesuffix(suffix): p for name, p in found if name.endswith(suffix)}

        def forward(self, x, state=None):
            """Outputs for inputs [T, …], and the state after the last: what each layer's cell keeps."""
            states = []
    """#
    if usesSkipConnections { "        embedded, outputs = x, []" }
    "        for layer in range(LAYERS):"
    window.indented(12)
    if usesSkipConnections { "        x = torch.cat(outputs, -1)" }
    "        return x, states"
  }

  /// The differences from nn.LSTM, one a line.
  @PythonLines private var notes: [String] {
    if isResidual { "From the second on, a layer's input is added to its output." }
    if usesSkipConnections {
      "From the second on, a layer reads the embedded token too; the outputs of all go up."
    }
    if isDeep { "A step is DEPTH cells, of which all but the first read the state alone." }
    if configuration.zoneout > 0 {
      "Zoneout (Krueger et al. 2017): a share of the state stays as it was before the step."
    }
    if configuration.learnsInitialState { "A document starts from a learned state." }
  }

  /// The loop of a layer over all steps.
  @PythonLines private var window: String {
    #"w = self.weights(f"_l{layer}")"#
    if isDeep {
      #"deep = [self.weights(f"_l{layer}_d{depth}") for depth in range(1, DEPTH)]"#
      configuration.hasBiases
        ? #"biases = [d.pop("bias_ih") for d in deep]"#
        : "biases = [x.new_zeros(\(gates) * HIDDEN)] * len(deep)"
    }
    if configuration.learnsInitialState {
      #"""
      initial = w.pop("initial").unbind()
      kept = state[layer] if state else initial
      """#
    } else {
      let count = cell.planes == 1 ? "" : " * \(cell.planes)"
      "kept = state[layer] if state else [x.new_zeros(HIDDEN)]\(count)"
    }
    "projection = \(projection)"
    "rows = []"
    "for a in projection:"
    if configuration.zoneout > 0 { "    before = kept" }
    "    kept = cell(a, kept, **w)"
    if isDeep {
      """
          for bias, d in zip(biases, deep):
              kept = cell(bias, kept, **d)
      """
    }
    if configuration.zoneout > 0 { zoneout.indented(4) }
    "    rows.append(kept[0])"
    "states.append(kept)"
    switch (usesSkipConnections, isResidual) {
    case (false, false): "x = torch.stack(rows)"
    case (false, true): "x = torch.stack(rows) + (x if layer > 0 else 0)"
    case (true, false): "outputs.append(torch.stack(rows))"
    case (true, true): "outputs.append(torch.stack(rows) + (outputs[-1] if outputs else 0))"
    }
    if usesSkipConnections { "x = torch.cat((outputs[-1], embedded), -1)" }
  }

  /// W_ih·x + b_ih of all steps.
  private var projection: String {
    let bias = #"w.pop("bias_ih")"#
    let product = #"F.linear(x, w.pop("weight_ih")"#
    guard configuration.normalizesLayers else {
      return configuration.hasBiases ? "\(product), \(bias))" : "\(product))"
    }
    return #"norm(\#(product)), w.pop("norm_ih"))"# + (configuration.hasBiases ? " + \(bias)" : "")
  }

  /// The state after a step, mixed with the state before it (zoneout); only the planes h and c take part.
  private var zoneout: String {
    let mixed = "[ZONEOUT * old + (1 - ZONEOUT) * new for old, new in zip(before, kept)]"
    return cell.planes > 2
      ? "mixed = \(mixed)\nkept = mixed[:2] + list(kept[2:])" : "kept = \(mixed)"
  }

  /// The call that declares a cell's parameters.
  private func declaration(of parameters: [Slot], suffix: String) -> String {
    let names = parameters.map { "    \(name(of: $0))=\(shape(of: $0)),\n" }.joined()
    return "self.declare(\n    f\"\(suffix)\",\n\(names))"
  }
}
