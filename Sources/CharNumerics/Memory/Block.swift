/// A matrix inside an arena: `rows` of `columns`, row-major, without padding.
package struct Block: Sendable, Hashable {
  /// Where it starts, in floats.
  package let offset: Int
  package let rows: Int
  package let columns: Int

  package init(offset: Int, rows: Int, columns: Int) {
    self.offset = offset
    self.rows = rows
    self.columns = columns
  }

  package var count: Int { rows * columns }

  /// Some columns of its rows, all unless said otherwise.
  package func view(_ range: Range<Int>? = nil) -> View {
    let range = range ?? 0..<columns
    precondition(
      range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return View(
      offset: offset + range.lowerBound, rows: rows, columns: range.count, stride: columns)
  }

  /// One of so many equal parts of its columns: a gate.
  package func part(_ index: Int, of count: Int) -> View {
    let width = columns / count
    return view(index * width..<(index + 1) * width)
  }

  /// Some columns of its only row, over and over.
  package func repeated(_ range: Range<Int>, rows count: Int) -> View {
    precondition(rows == 1 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return View(offset: offset + range.lowerBound, rows: count, columns: range.count, stride: 0)
  }

  /// Some columns of its only row, whose first has this number.
  package func columns(_ range: Range<Int>, from first: Int = 0) -> Block {
    let start = range.lowerBound - first
    precondition(
      rows == 1 && start >= 0 && start + range.count <= columns,
      "columns \(range) of \(columns) from \(first)")
    return Block(offset: offset + start, rows: 1, columns: range.count)
  }

  /// Some of its rows.
  package func rows(from first: Int, count: Int) -> Block {
    precondition(
      first >= 0 && count >= 0 && first + count <= rows,
      "rows \(first)..<\(first + count) of a block of \(rows)")
    return Block(offset: offset + first * columns, rows: count, columns: columns)
  }
}
