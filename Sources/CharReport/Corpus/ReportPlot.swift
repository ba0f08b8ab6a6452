internal import CharIO
internal import CharText
internal import Foundation

/// Plots of a report as SVG elements, colored by the page.
enum ReportPlot {
  private static let width = 760.0

  /// Draws one bar per row, with its label to the left and its text to the right.
  static func bars(_ rows: [(label: String, amount: Double, text: String)]) -> String {
    let label = min(230, 16 + 8 * Double(rows.map(\.label.displayWidth).max() ?? 0))
    let text = 16 + 7.5 * Double(rows.map(\.text.displayWidth).max() ?? 0)
    let room = width - label - text
    let most = rows.map(\.amount).max() ?? 0
    let height = 28.0
    let elements = rows.enumerated().map { index, row in
      let y = Double(index) * height
      let length = most > 0 ? max(1.5, room * row.amount / most) : 0
      return "<text x=\"0\" y=\"\(number(y + 18))\">\(row.label.escapedHTML)</text>"
        + "<rect class=\"bar\" x=\"\(number(label))\" y=\"\(number(y + 5))\" "
        + "width=\"\(number(length))\" height=\"18\" rx=\"2\"/>"
        + SVG.text(words(row.text), x: label + length + 10, y: y + 18)
    }
    return svg(height: Double(rows.count) * height, elements)
  }

  /// Draws vertical bars side by side, with labels below and counts above.
  static func columns(_ rows: [(label: String, amount: Double, text: String)]) -> String {
    let (top, room, bottom) = (22.0, 170.0, 26.0)
    let step = width / Double(max(1, rows.count))
    let most = rows.map(\.amount).max() ?? 0
    var elements = [SVG.grid(x1: 0, y1: top + room, x2: width, y2: top + room)]
    // Label columns where space permits.
    let size = 7.0 * Double(rows.map(\.label.count).max() ?? 1) + 12
    let every = max(1, Int((size / step).rounded(.up)))
    for (index, row) in rows.enumerated() {
      let x = Double(index) * step
      let height = most > 0 && row.amount > 0 ? max(1, room * row.amount / most) : 0
      elements.append(
        "<rect class=\"bar\" x=\"\(number(x + 1.5))\" y=\"\(number(top + room - height))\" "
          + "width=\"\(number(step - 3))\" height=\"\(number(height))\" rx=\"2\">"
          + "<title>\(row.label.escapedHTML): \(row.text.escapedHTML)</title></rect>")
      let isLast = index == rows.count - 1
      if index % every == 0 && index + every <= rows.count || isLast {
        let (anchor, place) =
          isLast
          ? ("end", x + step - 1.5) : index == 0 ? ("start", x + 1.5) : ("middle", x + step / 2)
        elements.append(SVG.text(row.label, x: place, y: top + room + 18, anchor: anchor))
      }
      if row.amount == most {
        elements.append(
          SVG.text(row.text, x: max(20, x + step / 2), y: top - 7, anchor: "middle"))
      }
    }
    return svg(height: top + room + bottom, elements)
  }

  /// Plots counts by rank on logarithmic axes.
  static func ranks(_ counts: [Int]) -> String {
    guard counts.count > 1, let first = counts.first else { return "" }
    let (left, top, room, bottom) = (64.0, 8.0, 200.0, 38.0)
    let decades = max(1, log10(Double(first)).rounded(.up))
    let ranks = max(0.5, log10(Double(counts.count)))
    func x(_ rank: Double) -> Double { left + (width - left - 12) * log10(rank) / ranks }
    func y(_ count: Double) -> Double { top + room * (1 - log10(count) / decades) }
    var elements: [String] = []
    for decade in 0...Int(decades) {
      let place = y(pow(10, Double(decade)))
      elements.append(SVG.grid(x1: left, y1: place, x2: width, y2: place))
      guard Int(decades) < 6 || decade % 2 == 0 else { continue }
      elements.append(SVG.text(power(decade), x: left - 8, y: place + 4, anchor: "end"))
    }
    for decade in 0...Int(ranks) {
      elements.append(
        SVG.text(
          power(decade), x: x(pow(10, Double(decade))), y: top + room + 18,
          anchor: decade == 0 ? "start" : "middle"))
    }
    elements.append(SVG.text("rank", x: width, y: top + room + 34, anchor: "end"))
    // Draw ranks at the same point only once.
    var points: [String] = []
    var last = -1.0
    for (index, count) in counts.enumerated() {
      let place = x(Double(index + 1))
      guard place - last >= 0.7 || index == counts.count - 1 else { continue }
      last = place
      points.append("\(number(place)),\(number(y(Double(count))))")
    }
    elements.append("<polyline class=\"curve\" points=\"\(points.joined(separator: " "))\"/>")
    return svg(height: top + room + bottom, elements)
  }

  /// Removes the alignment of figures used on terminals.
  private static func words(_ text: String) -> String {
    text.split(separator: "  ").map { String($0.drop { $0 == " " }) }.joined(separator: " · ")
  }

  private static func power(_ exponent: Int) -> String {
    exponent < 4
      ? Int(pow(10, Double(exponent))).grouped
      : exponent < 6
        ? "\(Int(pow(10, Double(exponent - 3))))k" : "\(Int(pow(10, Double(exponent - 6))))M"
  }

  private static func svg(height: Double, _ elements: [String]) -> String {
    SVG.image(width: width, height: height, elements)
  }

  private static func number(_ value: Double) -> String { SVG.number(value) }
}
