package import CharIO
internal import CharNumerics
package import CharOracle
internal import Foundation

/// The result of a gradient check, as text and as JSON.
package struct GradientReport: PrintedResult {
  private let check: GradientCheck

  /// Creates the report of a check.
  ///
  /// - Parameter check: the check.
  package init(_ check: GradientCheck) { self.check = check }

  /// Number of elements shown for each failed tensor.
  private static let shown = 3

  /// A table with one line per tensor, and the worst elements of failed ones.
  package var text: String {
    let header = [
      "tensor", "shape", "by hand", "graph", "differences", "hand–graph", "graph–diff.", "rounding",
    ]
    let rows = check.tensors.map { tensor in
      [
        tensor.slot.name, "\(tensor.slot.shape)", scientific(tensor.hand.norm, 4),
        scientific(tensor.graph.norm, 4), scientific(tensor.differences?.norm ?? .nan, 4),
        scientific(tensor.handError, 1), scientific(tensor.graphError ?? .nan, 1),
        scientific(tensor.rounding, 1), tensor.agrees ? "ok" : "WRONG",
      ]
    }
    let table = TextTable([header] + rows, numbers: Set(2...7)).lines
    var lines = [
      "loss: \(check.handNats.fixed(6)) nats, by the graph \(check.graphNats.fixed(9))",
      "norms of three gradients, and distances in norms:", "", table[0],
    ]
    for (tensor, line) in zip(check.tensors, table.dropFirst()) {
      lines.append(line)
      if !tensor.agrees { lines += worst(of: tensor) }
    }
    let limits = [GradientCheck.handLimit, GradientCheck.graphLimit].map { scientific($0, 0) }
    lines += [
      "",
      "\(check.tensors.count(where: \.agrees)) of \(check.tensors.count) tensors agree; "
        + "the limits are \(limits[0]) and \(limits[1])",
      "rounding: how far the last bit of the weights moves the graph's gradient; 8 times that may pass",
    ]
    return lines.map { $0 + "\n" }.joined()
  }

  /// Returns the elements with the largest difference between two gradients.
  private func worst(of tensor: GradientCheck.Tensor) -> [String] {
    let distances = tensor.graph.indices.map { i in
      max(
        abs(tensor.hand[i] - tensor.graph[i]),
        abs(tensor.graph[i] - (tensor.differences?[i] ?? tensor.graph[i])))
    }
    return distances.indices.sorted { (distances[$1], $0) < (distances[$0], $1) }
      .prefix(GradientReport.shown)
      .map { i in
        "  [\(place(i, in: tensor.slot))] by hand \(scientific(tensor.hand[i], 7)), "
          + "graph \(scientific(tensor.graph[i], 7)), "
          + "differences \(scientific(tensor.differences?[i] ?? .nan, 7))"
      }
  }

  private func place(_ element: Int, in slot: Slot) -> String {
    slot.shape.count > 1 ? "\(element / slot.columns), \(element % slot.columns)" : "\(element)"
  }

  private func scientific(_ number: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)e", number)
  }

  /// All numbers of the text, tensor by tensor.
  package var json: JSON {
    .object([
      ("agrees", .bool(check.tensors.allSatisfy(\.agrees))), ("nats", .number(check.handNats)),
      ("graph_nats", .number(check.graphNats)), ("hand_limit", .number(GradientCheck.handLimit)),
      ("graph_limit", .number(GradientCheck.graphLimit)),
      ("tensors", .array(check.tensors.map(GradientReport.object))),
    ])
  }

  private static func object(_ tensor: GradientCheck.Tensor) -> JSON {
    .object([
      ("name", .string(tensor.slot.name)), ("shape", .array(tensor.slot.shape.map(JSON.integer))),
      ("hand_norm", .number(tensor.hand.norm)), ("graph_norm", .number(tensor.graph.norm)),
      ("differences_norm", .optional(tensor.differences?.norm)),
      ("hand_error", .number(tensor.handError)), ("graph_error", .optional(tensor.graphError)),
      ("agrees", .bool(tensor.agrees)),
    ])
  }
}
