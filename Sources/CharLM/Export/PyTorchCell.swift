internal import CharNetwork

/// The step of a cell in Python, for cells and options that PyTorch does not have. A new cell adds a function
/// that makes one, and a line to `init`.
struct PyTorchCell {
  /// The name of the cell and its source in the literature.
  var title: String
  /// The equations, one a line; ' marks the step before, and a is W_ih·x + b_ih.
  var equations: [String]
  /// The number of vectors of the state, the output first.
  var planes: Int
  /// The lines that compute the tuple of planes after the step from `a` and `state`, the tuple before it.
  var step: [String]

  /// Makes the cell of a network.
  init(_ network: NetworkConfiguration) {
    switch network.cell {
    case .elman: self = .elman(network)
    case .jordan: self = .jordan(network)
    case .lstm, .peephole, .cifg: self = .lstm(network)
    case .gru where network.reset == .after: self = .gruResettingAfter(network)
    case .gru: self = .gruResettingBefore(network)
    case .ctrnn: self = .ctrnn(network)
    case .minGRU: self = .minGRU
    case .minLSTM: self = .minLSTM
    case .sru: self = .sru
    }
  }

  init(title: String, equations: [String], planes: Int, @PythonLines step: () -> [String]) {
    (self.title, self.equations, self.planes, self.step) = (title, equations, planes, step())
  }

  /// Returns a line of Python that names the equal parts of an array's last axis.
  static func unpack(_ names: [String], _ array: String) -> String {
    guard names.count > 1 else { return "\(names.joined()) = \(array)" }
    let whole = array.contains(" + ") ? "(\(array))" : array
    return "\(names.joined(separator: ", ")) = \(whole).chunk(\(names.count), -1)"
  }
}

extension PyTorchProgram {
  /// The cell of this model.
  var cell: PyTorchCell { PyTorchCell(configuration) }

  /// The function that computes its step.
  @PythonLines var cellFunction: String {
    let cell = cell
    "def cell(\((["a", "state"] + cellParameters).joined(separator: ", "))):"
    #"    """One step of \#(cell.title)."#
    ""
    for equation in cell.equations { "        \(equation)" }
    #"""

        a = W_ih·x\#(configuration.biasTerm("b_ih")), all gates one below the other; ' is the step before, σ the logistic function,
        ∗ element by element.\#(configuration.normalizesLayers ? " Every product with a matrix goes through norm." : "")
        """
    """#
    for line in cell.step { line.indented(4) }
  }
}

extension NetworkConfiguration {
  /// Returns W·x + b in Python, with the bias if there is one: `F.linear(h, weight_hh, bias_hh)`.
  func product(_ x: String, _ matrix: String, hasBias: Bool = true) -> String {
    let (weight, bias, gain) = ("weight_\(matrix)", "bias_\(matrix)", "norm_\(matrix)")
    let hasBias = hasBias && hasBiases
    guard normalizesLayers else {
      return "F.linear(\(x), \(weight)\(hasBias ? ", \(bias)" : ""))"
    }
    return "norm(F.linear(\(x), \(weight)), \(gain))" + (hasBias ? " + \(bias)" : "")
  }

  /// The term ` + b` of equations, if there are biases.
  func biasTerm(_ name: String) -> String { hasBiases ? " + \(name)" : "" }
}
