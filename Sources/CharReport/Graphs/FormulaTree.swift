package import CharAutodiff

/// A formula as a text tree: the result on top, one line per node, and a line with an arrow where a
/// node is reused.
package struct FormulaTree {
  private let formula: Formula
  private let gradients: Derivatives
  private let forward: (variable: Variable, tangents: Derivatives)?

  /// Creates a drawing of a formula with its derivatives.
  package init(
    _ formula: Formula, gradients: Derivatives,
    forward: (variable: Variable, tangents: Derivatives)?
  ) {
    (self.formula, self.gradients, self.forward) = (formula, gradients, forward)
  }

  /// The drawing, with a legend.
  package var text: String {
    var rows = [["node"] + header]
    var drawn: Set<Variable> = []
    func draw(_ node: Variable, edge: Double?, first: String, rest: String) {
      let isNew = drawn.insert(node).inserted
      rows.append(
        [first + (isNew ? formula.label(node) : "\(formula.name(node)) ↑")]
          + cells(node, edge: edge, isNew: isNew))
      guard isNew else { return }
      let edges = formula.edges(into: node)
      for (index, edge) in edges.enumerated() {
        let isLast = index == edges.count - 1
        draw(
          edge.operand, edge: edge.derivative, first: rest + (isLast ? "└─ " : "├─ "),
          rest: rest + (isLast ? "   " : "│  "))
      }
    }
    draw(formula.result, edge: nil, first: "", rest: "")
    return TextTable(rows).text + "\n" + legend
  }

  private var result: String { formula.name(formula.result) }

  /// Column titles: value, edge, reverse, forward.
  private var header: [String] {
    ["value", "edge", "∂\(result)/∂node"]
      + (forward.map { ["∂node/∂\(formula.name($0.variable))"] } ?? [])
  }

  private func cells(_ node: Variable, edge: Double?, isNew: Bool) -> [String] {
    let numbers = isNew && !node.isConstant ? [gradients[node][0, 0]] : [nil]
    let tangents = forward.map { isNew ? [$0.tangents[node][0, 0]] : [nil] } ?? []
    return ([isNew ? node.value[0, 0] : nil, edge] + numbers + tangents).map { $0?.digits ?? "" }
  }

  private var legend: String {
    var lines = ["edge: the derivative of the node above by this one"]
    lines.append(
      "∂\(result)/∂node: the sum over all paths up to \(result) of the product of their edges "
        + "(reverse mode)")
    if let forward {
      let name = formula.name(forward.variable)
      lines.append("∂node/∂\(name): the same over all paths from \(name) (forward mode)")
    }
    if !formula.shared.isEmpty { lines.append("↑: the same node as above, used again") }
    return lines.map { $0 + "\n" }.joined()
  }
}
