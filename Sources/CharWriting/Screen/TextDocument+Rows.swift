extension TextDocument {
  /// Returns whole lines around a place.
  ///
  /// - Parameters:
  ///   - index: the place.
  ///   - before: the number of lines before that of the place.
  ///   - after: the number of lines after it.
  /// - Returns: the indices of their characters.
  package func lines(around index: Int, before: Int, after: Int) -> Range<Int> {
    var start = lineStart(of: index)
    for _ in 0..<before where start > 0 { start = lineStart(of: start - 1) }
    var end = lineEnd(of: index)
    for _ in 0..<after where end < characters.count { end = lineEnd(of: end + 1) }
    return start..<end
  }

  /// Returns the place some rows of the screen further.
  ///
  /// - Parameters:
  ///   - rows: the number of rows, negative upward.
  ///   - columns: the cells of a row.
  ///   - goal: the column to keep; nil = that of the cursor.
  /// - Returns: the index of the character there, and the column that was kept.
  package func place(rows: Int, columns: Int, goal: Int?) -> (index: Int, goal: Int) {
    let region = lines(around: cursor, before: abs(rows), after: abs(rows))
    let layout = TextRows(Array(characters[region]), columns: columns)
    let (row, column) = layout.place(of: cursor - region.lowerBound)
    let goal = goal ?? column
    let target = row + rows
    if target < 0 { return (region.lowerBound, goal) }
    if target >= layout.rows.count { return (region.upperBound, goal) }
    return (region.lowerBound + layout.index(row: target, column: goal), goal)
  }
}
