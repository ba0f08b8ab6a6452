internal import Foundation

/// Curves over two axes, as an SVG image for screen and print.
struct LinePlot {
  var x, y: PlotAxis
  /// Title of the x axis, with its unit.
  var xTitle: String
  var lines: [PlotLine]
  /// Highlighted points with their labels.
  var highlights: [(point: PlotLine.Point, color: Int, text: String)] = []

  private static let (top, right, bottom) = (10.0, 14.0, 42.0)
  /// Minimum distance between marks in image units.
  private static let markRoom = 9.0

  /// Draws the plot.
  ///
  /// - Parameters:
  ///   - width: width in units, about a pixel each at full page width.
  ///   - height: height in units.
  ///   - kind: CSS class of the image.
  /// - Returns: an SVG element.
  func svg(width: Double, height: Double, class kind: String? = nil) -> String {
    let room = height - Self.top - Self.bottom
    let yTicks = y.ticks(atMost: Int(room / 26))
    let yLabels = PlotAxis.labels(yTicks)
    let left = 12 + 7 * Double(yLabels.map(\.count).max() ?? 1)
    let frame = Frame(
      left: left, right: width - Self.right, top: Self.top, bottom: height - Self.bottom)
    return SVG.image(
      width: width, height: height, class: kind,
      grid(frame, Array(zip(yTicks, yLabels)), width: width, height: height)
        + lines.filter { $0.kind == .banded }.map { band($0, frame) }
        + lines.map { curve($0, frame) } + highlights.map { highlight($0, frame) })
  }

  /// The plot area.
  private struct Frame {
    var left, right, top, bottom: Double
  }

  private func place(_ x: Double, _ y: Double, _ frame: Frame) -> (x: Double, y: Double) {
    (
      frame.left + self.x.place(x) * (frame.right - frame.left),
      frame.bottom - self.y.place(y) * (frame.bottom - frame.top)
    )
  }

  private func grid(
    _ frame: Frame, _ yTicks: [(Double, String)], width: Double, height: Double
  ) -> [String] {
    var elements = yTicks.flatMap { tick, label in
      let y = place(x.lower, tick, frame).y
      return [
        SVG.grid(x1: frame.left, y1: y, x2: frame.right, y2: y),
        SVG.text(label, x: frame.left - 8, y: y + 4, anchor: "end"),
      ]
    }
    let ticks = x.ticks(atMost: Int((frame.right - frame.left) / 68))
    for (tick, label) in zip(ticks, PlotAxis.labels(ticks)) {
      let x = place(tick, y.lower, frame).x
      elements.append(SVG.grid(x1: x, y1: frame.bottom, x2: x, y2: frame.bottom + 5))
      elements.append(SVG.text(label, x: x, y: frame.bottom + 19, anchor: "middle"))
    }
    elements.append(
      "<line class=\"axis\" x1=\"\(SVG.number(frame.left))\" x2=\"\(SVG.number(frame.right))\" "
        + "y1=\"\(SVG.number(frame.bottom))\" y2=\"\(SVG.number(frame.bottom))\"/>")
    elements.append(SVG.text(xTitle, x: frame.right, y: height - 5, anchor: "end"))
    return elements
  }

  /// Returns one point for every two units.
  private func points(_ line: PlotLine, _ frame: Frame) -> [PlotLine.Point] {
    line.thinned(to: Int((frame.right - frame.left) / 2), along: x)
  }

  private func band(_ line: PlotLine, _ frame: Frame) -> String {
    let points = points(line, frame)
    let upper = points.map { place($0.x, $0.highest, frame) }
    let lower = points.reversed().map { place($0.x, $0.lowest, frame) }
    let outline = (upper + lower).map { "\(SVG.number($0.x)),\(SVG.number($0.y))" }
    return
      "<polygon class=\"band \(PlotLine.style(line.color))\" points=\"\(outline.joined(separator: " "))\"/>"
  }

  private func curve(_ line: PlotLine, _ frame: Frame) -> String {
    let points = points(line, frame)
    let places = points.map { place($0.x, $0.y, frame) }
    let kind = line.kind == .thick ? "thick" : "thin"
    let text = places.map { "\(SVG.number($0.x)),\(SVG.number($0.y))" }.joined(separator: " ")
    let curve =
      "<polyline class=\"\(kind) \(PlotLine.style(line.color))\"\(PlotLine.dashes(line.color)) "
      + "points=\"\(text)\"><title>\(line.name.escapedHTML)</title></polyline>"
    let hasMarks =
      line.kind == .thick
      && Double(points.count) * Self.markRoom < frame.right - frame.left || points.count == 1
    guard hasMarks else { return curve }
    let marks = zip(points, places).map { point, place in
      "<circle class=\"mark \(PlotLine.style(line.color))\" cx=\"\(SVG.number(place.x))\" "
        + "cy=\"\(SVG.number(place.y))\" r=\"2.6\"><title>"
        + "\(line.name.escapedHTML): \(String(format: "%.5g", point.y)) at "
        + "\(String(format: "%.6g", point.x))</title></circle>"
    }
    return ([curve] + marks).joined(separator: "\n")
  }

  private func highlight(
    _ highlight: (point: PlotLine.Point, color: Int, text: String), _ frame: Frame
  ) -> String {
    let at = place(highlight.point.x, highlight.point.y, frame)
    let isRight = at.x > (frame.left + frame.right) / 2
    // Above the curve, where falling losses leave space.
    return "<circle class=\"ring \(PlotLine.style(highlight.color))\" cx=\"\(SVG.number(at.x))\" "
      + "cy=\"\(SVG.number(at.y))\" r=\"5.5\"/>"
      + SVG.text(
        highlight.text, x: at.x, y: max(frame.top + 12, at.y - 14),
        anchor: isRight ? "end" : "start", class: "label")
  }
}
