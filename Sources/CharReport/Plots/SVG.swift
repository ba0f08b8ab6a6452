/// SVG elements, colored by the page.
enum SVG {
  /// Creates an image as wide as its container.
  ///
  /// - Parameters:
  ///   - width: width in units of the elements.
  ///   - height: height in units of the elements.
  ///   - kind: the CSS class, if any.
  ///   - elements: the content, bottom first.
  /// - Returns: an SVG element.
  static func image(
    width: Double, height: Double, class kind: String? = nil, _ elements: [String]
  ) -> String {
    "<svg\(kind.map { " class=\"\($0)\"" } ?? "") viewBox=\"0 0 \(number(width)) \(number(height))\" "
      + "role=\"img\">\n" + elements.joined(separator: "\n") + "\n</svg>"
  }

  /// Creates a text element.
  static func text(
    _ text: String, x: Double, y: Double, anchor: String = "start", class kind: String = "soft"
  ) -> String {
    let anchor = anchor == "start" ? "" : " text-anchor=\"\(anchor)\""
    return "<text class=\"\(kind)\"\(anchor) x=\"\(number(x))\" y=\"\(number(y))\">"
      + "\(text.escapedHTML)</text>"
  }

  /// Creates a grid line.
  static func grid(x1: Double, y1: Double, x2: Double, y2: Double) -> String {
    "<line class=\"grid\" x1=\"\(number(x1))\" x2=\"\(number(x2))\" y1=\"\(number(y1))\" "
      + "y2=\"\(number(y2))\"/>"
  }

  /// Formats a coordinate with at most one decimal.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : value.fixed(1)
  }
}
