import CharText

/// Text in columns that line up on a terminal, wide characters too.
enum Columns {
  /// Rows of cells: the first column to the left, the others to the right.
  static func text(_ rows: [[String]]) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        cell.padded(to: widths[column], isRight: column > 0)
      }.joined(separator: "  ") + "\n"
    }.joined()
  }
}
