/// One curve of a plot.
struct PlotLine {
  struct Point {
    var x, y: Double
    /// Extremes of the values merged into the point.
    var lowest, highest: Double

    init(_ x: Double, _ y: Double, lowest: Double? = nil, highest: Double? = nil) {
      (self.x, self.y) = (x, y)
      (self.lowest, self.highest) = (lowest ?? y, highest ?? y)
    }
  }

  /// The style of the line.
  enum Kind {
    /// Thin, and over a band between the extremes.
    case thin, banded
    /// Thick, with point marks where space permits.
    case thick
  }

  /// Number of line colors; further lines are dashed.
  static let colors = 8

  /// Returns the CSS class for the color of a line.
  static func style(_ number: Int) -> String { "run\(number % colors)" }

  /// Returns the dash attribute that distinguishes lines of one color: each repetition of the
  /// colors adds a dot after the dash.
  static func dashes(_ number: Int) -> String {
    guard number >= colors else { return "" }
    let dots = String(repeating: " 1.5 3", count: number / colors - 1)
    return " stroke-dasharray=\"7 3\(dots)\""
  }

  /// The name, shown as a tooltip.
  var name: String
  /// The color index.
  var color: Int
  var kind: Kind
  var points: [Point]

  /// All values to show on the y axis.
  var extent: [Double] {
    points.flatMap { kind == .banded ? [$0.lowest, $0.highest] : [$0.y] }
  }

  /// Returns at most `count` points by averaging those at the same position, in order of `x`.
  func thinned(to count: Int, along axis: PlotAxis) -> [Point] {
    var result: [Point] = []
    var place = -1
    var sum = (x: 0.0, y: 0.0, count: 0.0, lowest: 0.0, highest: 0.0)
    func flush() {
      guard sum.count > 0 else { return }
      result.append(
        Point(sum.x / sum.count, sum.y / sum.count, lowest: sum.lowest, highest: sum.highest))
    }
    for (index, point) in points.enumerated() where point.x.isFinite && point.y.isFinite {
      let next = Int(axis.place(point.x) * Double(count))
      // The end points stay in place.
      if next != place || index == points.count - 1 || index == 1 {
        flush()
        sum = (point.x, point.y, 1, point.lowest, point.highest)
        place = next
      } else {
        sum = (
          sum.x + point.x, sum.y + point.y, sum.count + 1, min(sum.lowest, point.lowest),
          max(sum.highest, point.highest)
        )
      }
    }
    flush()
    return result
  }
}
