import CharText

/// Text in columns that line up on a terminal, wide characters too.
enum Columns {
  /// Rows of cells: the first column to the left, the others to the right, but for some.
  static func text(_ rows: [[String]], left: Set<Int> = []) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let isRight = column > 0 && !left.contains(column)
        // Nothing stands behind the last.
        return column == row.count - 1 && !isRight
          ? cell : cell.padded(to: widths[column], isRight: isRight)
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}
