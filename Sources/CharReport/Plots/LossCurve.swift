import CharText
import CharTraining

/// The losses of a run over its steps, drawn in characters.
struct LossCurve {
  private let training: PlotLine
  private let validation: [PlotLine.Point]
  private let best: PlotLine.Point?
  private let x, y: PlotAxis
  private let unit: String
  private let width: Int
  private let hasColour: Bool

  private static let rows = 14
  /// Points of training below which there is no curve yet.
  private static let fewest = 3
  /// Columns below which there is no room for one, and above which none is better.
  private static let (narrowest, widest) = (40, 100)
  private static let (trainingColour, validationColour, bestColour) = (36, 33, 32)

  /// Nil of a run that is too short to be drawn, or a terminal that is too narrow.
  ///
  /// - Parameters:
  ///   - history: what the run left.
  ///   - unit: what a loss is of: token or label.
  ///   - width: columns of the terminal; up to 100 are used.
  ///   - hasColour: whether colours are welcome.
  init?(_ history: RunHistory, per unit: String, width: Int, hasColour: Bool) {
    let points = history.training.compactMap { point in
      point.nats.map { PlotLine.Point(point.step, $0.mean) }
    }
    guard points.count >= Self.fewest, width >= Self.narrowest, let last = points.last
    else { return nil }
    training = PlotLine(name: "training", colour: 0, kind: .thin, points: points)
    validation = history.validation.map { PlotLine.Point($0.step, $0.nats) }
    best = history.best.map { PlotLine.Point($0.step, $0.nats) }
    x = PlotAxis(from: 0, to: max(last.x, validation.last?.x ?? 0))
    y = PlotAxis(
      of: (points + validation).map(\.y), logarithmicFrom: 1.5, startsAtZero: false)
    self.unit = unit
    self.width = min(Self.widest, width)
    self.hasColour = hasColour
  }

  /// Draws the curve of a run in a model directory on standard error, if there is one.
  static func show(_ directory: String, per unit: String) {
    guard let history = try? RunHistory(directory: directory),
      let curve = LossCurve(
        history, per: unit, width: Console.width, hasColour: Console.hasColour)
    else { return }
    Console.note("\n" + curve.text)
  }

  /// The picture, lines without the last line end.
  var text: String {
    let ticks = y.ticks(atMost: Self.rows / 2)
    let labels = PlotAxis.labels(ticks)
    let margin = (labels.map(\.count).max() ?? 0) + 2
    let columns = max(8, width - margin - 2)
    var canvas = BrailleCanvas(columns: columns, rows: Self.rows)
    let places = training.thinned(to: canvas.width, along: x).map { dot($0, on: canvas) }
    for (from, to) in zip(places, places.dropFirst()) { canvas.line(from, to) }

    var marks: [Int: Character] = [:]
    for point in validation { marks[cell(point, on: canvas)] = "o" }
    if let best { marks[cell(best, on: canvas)] = "*" }
    var names: [Int: String] = [:]
    for (tick, label) in zip(ticks, labels) {
      names[dot(PlotLine.Point(0, tick), on: canvas).y / 4] = label
    }
    let lines = (0..<Self.rows).map { row in
      let name = (names[row] ?? "").padded(to: margin - 1, isRight: true)
      // A longer stroke where a number belongs.
      let stroke = BrailleCanvas.character(names[row] == nil ? 0xB8 : 0xBA)
      return trimmed("\(name) \(stroke)" + cells(row, canvas, marks))
    }
    return ([legend(margin)] + lines + axis(margin, columns)).joined(separator: "\n")
  }

  private func dot(_ point: PlotLine.Point, on canvas: BrailleCanvas) -> (x: Int, y: Int) {
    (
      Int((x.place(point.x) * Double(canvas.width - 1)).rounded()),
      Int(((1 - y.place(point.y)) * Double(canvas.height - 1)).rounded())
    )
  }

  /// The number of the cell that a point lies in.
  private func cell(_ point: PlotLine.Point, on canvas: BrailleCanvas) -> Int {
    let dot = dot(point, on: canvas)
    return dot.y / 4 * canvas.columns + dot.x / 2
  }

  private func cells(_ row: Int, _ canvas: BrailleCanvas, _ marks: [Int: Character]) -> String {
    var text = ""
    var run = ""
    var colour: Int?
    func flush() {
      if let colour, hasColour { text += paint(run, colour) } else { text += run }
      run = ""
    }
    for column in 0..<canvas.columns {
      let mark = marks[row * canvas.columns + column]
      let character = mark ?? canvas.character(column, row)
      let next: Int? =
        mark == "*"
        ? Self.bestColour
        : mark != nil ? Self.validationColour : character == " " ? nil : Self.trainingColour
      if next != colour {
        flush()
        colour = next
      }
      run.append(character)
    }
    flush()
    return text
  }

  private func paint(_ text: String, _ colour: Int) -> String {
    hasColour && !text.isEmpty ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
  }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }

  private func legend(_ margin: Int) -> String {
    let line = String(repeating: BrailleCanvas.character(0x12), count: 2)
    var parts = ["nats per \(unit)", paint("\(line) training", Self.trainingColour)]
    if !validation.isEmpty { parts.append(paint("o validation", Self.validationColour)) }
    if let best {
      parts.append(
        paint("* best \(best.y.fixed(4)) at step \(Int(best.x).grouped)", Self.bestColour))
    }
    // What has no room goes to the next line.
    var lines: [String] = []
    var room = 0
    for part in parts {
      let size = part.replacing(/\u{1B}\[[0-9]*m/, with: "").displayWidth
      if size + 3 > room || lines.isEmpty {
        lines.append(String(repeating: " ", count: margin) + part)
        room = width - margin - size
      } else {
        lines[lines.count - 1] += "   " + part
        room -= size + 3
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The lower axis and the numbers along it.
  private func axis(_ margin: Int, _ columns: Int) -> [String] {
    let ticks = x.ticks(atMost: max(2, columns / 12))
    var stroke = [Character](repeating: BrailleCanvas.character(0x09), count: columns)
    var numbers = [Character](repeating: " ", count: columns)
    var free = 0
    for (tick, label) in zip(ticks, PlotAxis.labels(ticks)) {
      let column = min(columns - 1, Int(x.place(tick) * Double(columns - 1) + 0.5))
      stroke[column] = BrailleCanvas.character(0x0F)
      let start = min(max(0, column - label.count / 2), columns - label.count)
      guard start >= free else { continue }
      for (index, character) in label.enumerated() { numbers[start + index] = character }
      free = start + label.count + 1
    }
    let space = String(repeating: " ", count: margin)
    return [
      "\(space)\(BrailleCanvas.character(0x18))\(String(stroke))",
      trimmed("\(space) \(String(numbers))"),
    ]
  }
}
