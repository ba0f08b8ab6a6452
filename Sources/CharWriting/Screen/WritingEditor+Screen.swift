extension WritingEditor {
  /// Draws the rows of a terminal.
  ///
  /// - Parameters:
  ///   - columns: the columns of the terminal.
  ///   - rows: its rows.
  /// - Returns: the rows with their styles, and the place of the cursor, from 0.
  package mutating func screen(
    columns: Int, rows: Int
  ) -> (rows: [String], cursor: (row: Int, column: Int)) {
    var screen = screen
    defer { self.screen = screen }
    return screen.rows(self, (columns, rows))
  }

  /// Returns what to write to a terminal of a size.
  mutating func draw(_ size: (columns: Int, rows: Int)) -> String {
    var screen = screen
    defer { self.screen = screen }
    return screen.draw(self, size)
  }

  /// Moves the cursor some rows of the screen.
  mutating func moveRows(_ rows: Int) {
    let (index, column) = document.place(
      rows: rows, columns: WritingScreen.columns(screen.size.columns), goal: goal)
    document.move(to: index)
    goal = column
  }

  /// Rows of a page.
  var pageRows: Int { max(1, screen.size.rows - 4) }
}
