internal import CharText

/// A table with aligned columns for terminals, including wide characters.
package struct TextTable {
  private let rows: [[String]]
  /// Right-aligned columns.
  private let numbers: Set<Int>
  private var widths: [Int]

  private static let gap = "  "

  /// Creates a table. Columns are as wide as their cells, and at least `least`; those in `numbers`,
  /// or all but the first, are right-aligned.
  package init(_ rows: [[String]], numbers: Set<Int>? = nil, least: [Int] = []) {
    self.rows = rows
    let count = rows.map(\.count).max() ?? 0
    self.numbers = numbers ?? Set(0..<count).subtracting([0])
    widths = (0..<count).map { column in
      let cells = rows.map { column < $0.count ? $0[column].displayWidth : 0 }
      return max(cells.max() ?? 0, column < least.count ? least[column] : 0)
    }
  }

  /// Creates a table of names and values.
  package init(_ facts: [(String, String)]) {
    self.init(facts.map { [$0.0, $0.1] }, numbers: [])
  }

  /// The columns of the terminal that it takes.
  package var width: Int { widths.reduce(0, +) + Self.gap.count * max(0, widths.count - 1) }

  /// Narrows the widest text column if there is not enough space.
  package mutating func fit(_ room: Int) {
    var excess = width - room
    while excess > 0 {
      let words = widths.indices.filter { !numbers.contains($0) }
      guard let widest = words.max(by: { widths[$0] < widths[$1] }), widths[widest] > 8 else {
        break
      }
      let less = min(excess, max(1, (widths[widest] - 8) / 2))
      widths[widest] -= less
      excess -= less
    }
  }

  /// The rows, without line ends and trailing spaces.
  package var lines: [String] {
    rows.map { row in
      let end = (row.lastIndex { !$0.isEmpty } ?? -1) + 1
      return row[..<end].enumerated().map { column, cell in
        let isRight = numbers.contains(column)
        let cell = cell.cut(to: widths[column])
        return column == end - 1 && !isRight
          ? cell : cell.padded(to: widths[column], isRight: isRight)
      }.joined(separator: Self.gap)
    }
  }

  /// The lines with their ends.
  package var text: String { lines.map { $0 + "\n" }.joined() }
}

extension String {
  /// Truncates to a number of columns, with an ellipsis.
  func cut(to width: Int) -> String {
    guard displayWidth > width else { return self }
    var result = ""
    var used = 0
    for character in self {
      let size = String(character).displayWidth
      guard used + size < width else { break }
      result.append(character)
      used += size
    }
    return result + "…"
  }
}
