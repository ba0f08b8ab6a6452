import CharAutodiff

/// A formula drawn as a tree of text: the result on top, a line a node, and a line with an arrow where
/// a node is used again.
struct FormulaTree {
  let formula: Formula
  let gradients: Derivatives
  let forward: (variable: Variable, tangents: Derivatives)?

  private struct Row {
    var tree: String
    /// Value, edge, reverse, forward.
    var cells: [String]
  }

  /// The drawing, with a legend.
  var text: String {
    var rows = [Row(tree: "node", cells: header)]
    var drawn: Set<Variable> = []
    func draw(_ node: Variable, edge: Double?, first: String, rest: String) {
      let isNew = drawn.insert(node).inserted
      rows.append(
        Row(
          tree: first + (isNew ? formula.label(node) : "\(formula.name(node)) ↑"),
          cells: cells(node, edge: edge, isNew: isNew)))
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
    return FormulaTree.aligned(rows) + "\n" + legend
  }

  private var result: String { formula.name(formula.result) }

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

  /// Trees to the left, numbers to the right of their columns.
  private static func aligned(_ rows: [Row]) -> String {
    let treeWidth = rows.map(\.tree.count).max() ?? 0
    let widths = rows[0].cells.indices.map { i in rows.map { $0.cells[i].count }.max() ?? 0 }
    return rows.map { row in
      let numbers = zip(row.cells, widths).map { cell, width in
        String(repeating: " ", count: 2 + width - cell.count) + cell
      }
      let line =
        row.tree + String(repeating: " ", count: treeWidth - row.tree.count) + numbers.joined()
      return line.reversed().drop { $0 == " " }.reversed() + "\n"
    }.joined()
  }
}
