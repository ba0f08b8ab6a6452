import CharText
import CharTraining
import Foundation

/// Loss against learning rate, drawn in characters.
struct RateCurve {
  private let sweep: RateSweep
  private let width: Int
  private let hasColour: Bool
  private let x, y: PlotAxis

  private static let rows = 12
  private static let (curveColour, adviceColour) = (36, 32)

  /// Nil of a sweep that is too short to be drawn.
  init?(_ sweep: RateSweep, width: Int, hasColour: Bool) {
    guard sweep.points.count > 2, let first = sweep.points.first, let last = sweep.points.last
    else { return nil }
    self.sweep = sweep
    self.width = min(100, width)
    self.hasColour = hasColour
    x = PlotAxis(from: log10(first.rate), to: log10(last.rate))
    y = PlotAxis(
      of: sweep.points.map(\.smoothed), logarithmicFrom: .infinity, startsAtZero: false)
  }

  /// The picture, lines without the last line end.
  var text: String {
    let ticks = y.ticks(atMost: Self.rows / 2)
    let labels = PlotAxis.labels(ticks)
    let margin = (labels.map(\.count).max() ?? 0) + 1
    let columns = max(16, width - margin - 2)
    var canvas = BrailleCanvas(columns: columns, rows: Self.rows)
    let dots = sweep.points.map { point in
      (
        x: Int((x.place(log10(point.rate)) * Double(canvas.width - 1)).rounded()),
        y: Int(((1 - y.place(point.smoothed)) * Double(canvas.height - 1)).rounded())
      )
    }
    for (from, to) in zip(dots, dots.dropFirst()) { canvas.line(from, to) }
    let advised = sweep.advisedRate.map { column(of: $0, columns) }
    var names: [Int: String] = [:]
    for (tick, label) in zip(ticks, labels) {
      names[Int((1 - y.place(tick)) * Double(Self.rows * 4 - 1)) / 4] = label
    }
    let space = String(repeating: " ", count: margin)
    var lines = [space + " nats per token at growing rates"]
    for row in 0..<Self.rows {
      let cells = (0..<columns).map { column -> String in
        let character = canvas.character(column, row)
        guard character == " " else { return paint(character, Self.curveColour) }
        return column == advised ? paint("|", Self.adviceColour) : " "
      }
      lines.append("\((names[row] ?? "").padded(to: margin, isRight: true)) |" + cells.joined())
    }
    lines.append(space + " +" + String(repeating: "-", count: columns))
    lines.append(space + "  " + rates(columns, advised: advised))
    return lines.joined(separator: "\n")
  }

  private func column(of rate: Double, _ columns: Int) -> Int {
    min(columns - 1, Int(x.place(log10(rate)) * Double(columns - 1) + 0.5))
  }

  /// The powers of ten along the axis, and before them the advised rate.
  private func rates(_ columns: Int, advised: Int?) -> String {
    var line = [Character](repeating: " ", count: columns)
    func write(_ label: String, around column: Int) {
      let start = min(max(0, column - label.count / 2), columns - label.count)
      // With a space on either side.
      let around = max(0, start - 1)..<min(columns, start + label.count + 1)
      guard start >= 0, line[around].allSatisfy({ $0 == " " }) else { return }
      for (index, character) in label.enumerated() { line[start + index] = character }
    }
    if let advised, let rate = sweep.advisedRate { write(rate.rateText, around: advised) }
    for power in stride(from: x.lower.rounded(.up), through: x.upper, by: 1) {
      write(pow(10, power).rateText, around: column(of: pow(10, power), columns))
    }
    return String(line)
  }

  private func paint(_ character: Character, _ colour: Int) -> String {
    hasColour ? "\u{1B}[\(colour)m\(character)\u{1B}[0m" : "\(character)"
  }
}
