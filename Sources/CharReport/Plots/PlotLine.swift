/// One curve of a plot.
struct PlotLine {
  struct Point {
    var x, y: Double
    /// Extremes of what the point stands for.
    var lowest, highest: Double

    init(_ x: Double, _ y: Double, lowest: Double? = nil, highest: Double? = nil) {
      (self.x, self.y) = (x, y)
      (self.lowest, self.highest) = (lowest ?? y, highest ?? y)
    }
  }

  /// How it is drawn.
  enum Kind {
    /// Thin, and over a band between the extremes.
    case thin, banded
    /// Thick, with its points marked where there is room for marks.
    case thick
  }

  /// The colors that a page has for lines; after them they are dashed.
  static let colors = 8

  /// The class that gives a line of a number its color.
  static func style(_ number: Int) -> String { "run\(number % colors)" }

  /// The attribute that tells lines of one color apart: each time that colors repeat, a dash is
  /// followed by one dot more.
  static func dashes(_ number: Int) -> String {
    guard number >= colors else { return "" }
    let dots = String(repeating: " 1.5 3", count: number / colors - 1)
    return " stroke-dasharray=\"7 3\(dots)\""
  }

  /// What it shows, for those who rest on a mark.
  var name: String
  /// Its number among those that are told apart by color.
  var color: Int
  var kind: Kind
  var points: [Point]

  /// All that is to be seen of it along the upright axis.
  var extent: [Double] {
    points.flatMap { kind == .banded ? [$0.lowest, $0.highest] : [$0.y] }
  }

  /// As many points as can be told apart: the mean of those that fall on one place, in order of `x`.
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
      // The ends stay where they are.
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
