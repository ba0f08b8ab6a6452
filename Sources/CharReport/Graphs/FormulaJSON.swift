package import CharAutodiff
package import CharIO

/// A formula as a JSON object: value, gradient, and all nodes with their edges.
package struct FormulaJSON {
  private let formula: Formula
  private let gradients: Derivatives
  private let tangents: Derivatives?

  /// Creates the object of a formula with its derivatives.
  package init(_ formula: Formula, gradients: Derivatives, tangents: Derivatives?) {
    (self.formula, self.gradients, self.tangents) = (formula, gradients, tangents)
  }

  /// The object.
  package func object(of text: String) -> JSON {
    .object([
      ("formula", .string(text)), ("result", .string(formula.name(formula.result))),
      ("value", .number(formula.result.value[0, 0])),
      (
        "gradient",
        .object(
          formula.variables.map { (formula.name($0), .number(gradients[$0][0, 0])) })
      ), ("nodes", .array(formula.nodes.map(entry))),
    ])
  }

  private func entry(_ node: Variable) -> JSON {
    var members: [(String, JSON)] = [
      ("name", .string(formula.name(node))), ("label", .string(formula.label(node))),
      ("value", .number(node.value[0, 0])), ("reverse", .number(gradients[node][0, 0])),
    ]
    if let tangents { members.append(("forward", .number(tangents[node][0, 0]))) }
    let edges = formula.edges(into: node).map { edge in
      JSON.object([
        ("from", .string(formula.name(edge.operand))), ("derivative", .number(edge.derivative)),
      ])
    }
    return .object(members + [("edges", .array(edges))])
  }
}
