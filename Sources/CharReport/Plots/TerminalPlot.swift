internal import CharIO
internal import CharText

/// A curve between two axes in terminal characters.
struct TerminalPlot {
  /// Text in an ANSI style; nil = plain.
  struct Styled {
    var text: String
    var style: String?
  }

  let x, y: PlotAxis
  /// The legend above the plot; parts that do not fit are wrapped.
  var legend: [Styled]
  var curve: PlotLine
  var curveStyle: String
  /// Characters over the curve, the last on top.
  var marks: [(point: PlotLine.Point, mark: Styled)] = []
  /// A vertical line behind the curve.
  var upright: (x: Double, style: String)?
  /// Tick labels of the x axis by number of columns, most important first.
  var ticks: (_ columns: Int) -> [(place: Double, label: String)]
  var rows: Int
  /// Columns of the terminal.
  var width: Int
  var hasColor: Bool

  /// The plot as lines, without the last line end.
  var text: String {
    let yTicks = y.ticks(atMost: rows / 2)
    let labels = PlotAxis.labels(yTicks)
    let margin = (labels.map(\.count).max() ?? 0) + 2
    let columns = max(8, width - margin - 2)
    var canvas = BrailleCanvas(columns: columns, rows: rows)
    let places = curve.thinned(to: canvas.width, along: x).map { dot($0, on: canvas) }
    for (from, to) in zip(places, places.dropFirst()) { canvas.line(from, to) }
    let picture = cells(canvas)
    var names: [Int: String] = [:]
    for (tick, label) in zip(yTicks, labels) {
      names[dot(PlotLine.Point(x.lower, tick), on: canvas).y / 4] = label
    }
    let lines = (0..<rows).map { row in
      let name = (names[row] ?? "").padded(to: margin - 1, isRight: true)
      // A longer stroke at labels.
      let stroke = BrailleCanvas.character(names[row] == nil ? 0xB8 : 0xBA)
      let cells = picture[row * columns..<(row + 1) * columns]
      return trimmed("\(name) \(stroke)" + joined(cells))
    }
    return (legendLines(margin) + lines + axis(margin, columns)).joined(separator: "\n")
  }

  private func dot(_ point: PlotLine.Point, on canvas: BrailleCanvas) -> (x: Int, y: Int) {
    (
      Int((x.place(point.x) * Double(canvas.width - 1)).rounded()),
      Int(((1 - y.place(point.y)) * Double(canvas.height - 1)).rounded())
    )
  }

  /// Returns the styled characters of all rows.
  private func cells(_ canvas: BrailleCanvas) -> [Styled] {
    let upright = upright.map { (column: column(of: $0.x, canvas.columns), style: $0.style) }
    var cells = (0..<canvas.rows).flatMap { row in
      (0..<canvas.columns).map { column in
        let character = canvas.character(column, row)
        if character != " " { return Styled(text: String(character), style: curveStyle) }
        guard let upright, upright.column == column else { return Styled(text: " ") }
        return Styled(text: String(BrailleCanvas.character(0x47)), style: upright.style)
      }
    }
    for (point, mark) in marks {
      let dot = dot(point, on: canvas)
      cells[dot.y / 4 * canvas.columns + dot.x / 2] = mark
    }
    return cells
  }

  /// Joins the cells of a row, merging equal styles.
  private func joined(_ cells: ArraySlice<Styled>) -> String {
    var runs: [Styled] = []
    for cell in cells {
      if let last = runs.last, last.style == cell.style {
        runs[runs.count - 1].text += cell.text
      } else {
        runs.append(cell)
      }
    }
    return runs.map(styled).joined()
  }

  private func styled(_ part: Styled) -> String {
    part.style.map { part.text.styled($0, if: hasColor) } ?? part.text
  }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }

  private func legendLines(_ margin: Int) -> [String] {
    var lines: [String] = []
    var room = 0
    for part in legend {
      let size = part.text.displayWidth
      if size + 3 > room || lines.isEmpty {
        lines.append(String(repeating: " ", count: margin) + styled(part))
        room = width - margin - size
      } else {
        lines[lines.count - 1] += "   " + styled(part)
        room -= size + 3
      }
    }
    return lines
  }

  private func column(of place: Double, _ columns: Int) -> Int {
    min(columns - 1, Int(x.place(place) * Double(columns - 1) + 0.5))
  }

  /// Returns the x axis and its labels.
  private func axis(_ margin: Int, _ columns: Int) -> [String] {
    var stroke = [Character](repeating: BrailleCanvas.character(0x09), count: columns)
    var numbers = [Character](repeating: " ", count: columns)
    for (place, label) in ticks(columns) {
      let column = column(of: place, columns)
      stroke[column] = BrailleCanvas.character(0x0F)
      let start = min(max(0, column - label.count / 2), columns - label.count)
      // One space on either side.
      let around = max(0, start - 1)..<min(columns, max(0, start) + label.count + 1)
      guard start >= 0, numbers[around].allSatisfy({ $0 == " " }) else { continue }
      for (index, character) in label.enumerated() { numbers[start + index] = character }
    }
    let space = String(repeating: " ", count: margin)
    return [
      "\(space)\(BrailleCanvas.character(0x18))\(String(stroke))",
      trimmed("\(space) \(String(numbers))"),
    ]
  }
}
