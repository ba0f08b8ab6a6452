internal import CharNetwork
internal import CharNumerics

/// The parameters of the recurrent layers, in the order of the layout.
extension PyTorchProgram {
  /// The parameters of one cell, by the suffix of their names: `_l0`, `_l0_d1`.
  func parameters(_ suffix: String) -> [Slot] {
    layout.slots.filter { $0.name.hasPrefix("rnn.") && $0.name.hasSuffix(suffix) }
  }

  /// Returns the name without prefix and suffix: `weight_hh` of `rnn.weight_hh_l0_d1`.
  func name(of slot: Slot) -> String {
    let name = slot.name.dropFirst("rnn.".count)
    return String(name.firstRange(of: "_l0").map { name[..<$0.lowerBound] } ?? name)
  }

  /// The names of the parameters of a cell; the others belong to the layer.
  var cellParameters: [String] {
    parameters("_l0").map(name(of:)).filter {
      !["weight_ih", "bias_ih", "norm_ih", "initial"].contains($0)
    }
  }

  /// The number of projected gates, G.
  var gates: Int {
    (parameters("_l0").first { name(of: $0) == "weight_ih" }?.shape[0] ?? 0)
      / configuration.hiddenSize
  }

  /// Returns a shape in Python, in units of the hidden size.
  func shape(of slot: Slot) -> String {
    func size(_ count: Int) -> String {
      count == configuration.hiddenSize ? "HIDDEN" : "\(count / configuration.hiddenSize) * HIDDEN"
    }
    switch name(of: slot) {
    case "initial": return "(\(slot.shape[0]), HIDDEN)"
    case "weight_ih":
      return "(\(size(slot.shape[0])), \(configuration.layers > 1 ? "width" : "EMBEDDING"))"
    default:
      let sizes = slot.shape.map(size)
      return sizes.count == 1 ? "(\(sizes[0]),)" : "(\(sizes.joined(separator: ", ")))"
    }
  }
}
