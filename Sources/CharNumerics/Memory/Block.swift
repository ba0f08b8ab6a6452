/// A matrix inside an arena: `rows` of `columns`, row-major, without padding.
package struct Block: Sendable, Hashable {
  /// The start in the arena, in floats.
  package let offset: Int
  package let rows: Int
  package let columns: Int

  package init(offset: Int, rows: Int, columns: Int) {
    self.offset = offset
    self.rows = rows
    self.columns = columns
  }

  package var count: Int { rows * columns }

  /// Returns a range of columns, by default all, as a view.
  package func view(_ range: Range<Int>? = nil) -> View {
    let range = range ?? 0..<columns
    precondition(
      range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return View(
      offset: offset + range.lowerBound, rows: rows, columns: range.count, stride: columns)
  }

  /// Returns one of a number of equal parts of its columns: a gate.
  package func part(_ index: Int, of count: Int) -> View {
    let width = columns / count
    return view(index * width..<(index + 1) * width)
  }

  /// Returns a range of columns of its only row, repeated.
  package func repeated(_ range: Range<Int>, rows count: Int) -> View {
    precondition(rows == 1 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return View(offset: offset + range.lowerBound, rows: count, columns: range.count, stride: 0)
  }

  /// Returns columns of its only row from a number on.
  package func columns(_ range: Range<Int>, from first: Int = 0) -> Block {
    let start = range.lowerBound - first
    precondition(
      rows == 1 && start >= 0 && start + range.count <= columns,
      "columns \(range) of \(columns) from \(first)")
    return Block(offset: offset + start, rows: 1, columns: range.count)
  }

  /// Returns a range of rows.
  package func rows(from first: Int, count: Int) -> Block {
    precondition(
      first >= 0 && count >= 0 && first + count <= rows,
      "rows \(first)..<\(first + count) of a block of \(rows)")
    return Block(offset: offset + first * columns, rows: count, columns: columns)
  }
}
