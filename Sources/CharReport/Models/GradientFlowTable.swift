package import CharIO
package import CharNetwork
internal import Foundation

/// Gradient norms over the steps back through a window, as a table and as JSON.
package struct GradientFlowTable: PrintedResult {
  private let flow: GradientFlow
  private let lanes: Int

  /// Creates the table of several lanes combined.
  package init(_ flow: GradientFlow, lanes: Int) { (self.flow, self.lanes) = (flow, lanes) }

  /// One line per layer, with ratios to the last step at doubling distances.
  package var text: String {
    let steps = flow.norms[0].count
    var back = [0]
    while let last = back.last, last < steps - 1 { back.append(min(steps - 1, max(1, 2 * last))) }
    let rows = flow.norms.enumerated().map { index, norms in
      ["layer \(index)"]
        + back.map { distance in
          let ratio = norms[steps - 1 - distance] / norms[steps - 1]
          return ratio.isFinite ? String(format: "%.2g", ratio) : "-"
        }
    }
    let widths = [0, 9] + back.dropFirst().map { _ in 7 }
    return TextTable([["steps back"] + back.map(String.init)] + rows, least: widths).text
  }

  /// All norms with stable keys.
  package var json: JSON {
    .object([
      ("window", .integer(flow.norms[0].count)), ("lanes", .integer(lanes)),
      ("ratios", .array(flow.ratios.map { .optional($0) })),
      ("norms", .array(flow.norms.map { .array($0.map { .number($0) }) })),
    ])
  }
}
