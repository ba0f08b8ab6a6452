/// Pieces of SVG, which take their colors from the page around them.
enum SVG {
  /// An image that is as wide as there is room.
  ///
  /// - Parameters:
  ///   - width: in units of the elements.
  ///   - height: likewise.
  ///   - kind: a class, if it has one.
  ///   - elements: what is drawn, the first at the bottom.
  /// - Returns: an element of the page.
  static func image(
    width: Double, height: Double, class kind: String? = nil, _ elements: [String]
  ) -> String {
    "<svg\(kind.map { " class=\"\($0)\"" } ?? "") viewBox=\"0 0 \(number(width)) \(number(height))\" "
      + "role=\"img\">\n" + elements.joined(separator: "\n") + "\n</svg>"
  }

  /// Words beside what they belong to.
  static func text(
    _ text: String, x: Double, y: Double, anchor: String = "start", class kind: String = "soft"
  ) -> String {
    let anchor = anchor == "start" ? "" : " text-anchor=\"\(anchor)\""
    return "<text class=\"\(kind)\"\(anchor) x=\"\(number(x))\" y=\"\(number(y))\">"
      + "\(text.escapedHTML)</text>"
  }

  /// A line of the grid.
  static func grid(x1: Double, y1: Double, x2: Double, y2: Double) -> String {
    "<line class=\"grid\" x1=\"\(number(x1))\" x2=\"\(number(x2))\" y1=\"\(number(y1))\" "
      + "y2=\"\(number(y2))\"/>"
  }

  /// A length or place, to a tenth of a unit.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : value.fixed(1)
  }
}
