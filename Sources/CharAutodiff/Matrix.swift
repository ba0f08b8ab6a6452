/// Numbers in rows and columns.
public struct Matrix: Equatable, Sendable {
  /// How many rows and columns.
  public let shape: Shape
  /// The numbers, row by row.
  public var values: [Double]

  /// A matrix of given numbers.
  ///
  /// - Parameters:
  ///   - rows: how many.
  ///   - columns: how many.
  ///   - values: the numbers, row by row; a wrong count traps.
  public init(rows: Int, columns: Int, _ values: [Double]) {
    self.init(Shape(rows: rows, columns: columns), values)
  }

  init(_ shape: Shape, _ values: [Double]) {
    self.shape = shape
    self.values = values
    check(values.count == shape.count, "\(values.count) numbers do not fill \(shape)")
  }

  /// The same number everywhere.
  ///
  /// - Parameters:
  ///   - shape: how many rows and columns.
  ///   - number: the number.
  public init(_ shape: Shape, repeating number: Double = 0) {
    self.shape = shape
    values = [Double](repeating: number, count: shape.count)
  }

  /// One number, `[1, 1]`.
  public init(_ number: Double) { self.init(rows: 1, columns: 1, [number]) }

  /// The number of a row and a column.
  public subscript(row: Int, column: Int) -> Double { values[row * shape.columns + column] }

  /// Adds the product a·b, either factor transposed on request.
  mutating func addProduct(
    _ a: Matrix, _ b: Matrix, transposesA: Bool = false, transposesB: Bool = false
  ) {
    let (aRow, aColumn) = transposesA ? (1, a.shape.columns) : (a.shape.columns, 1)
    let (bRow, bColumn) = transposesB ? (1, b.shape.columns) : (b.shape.columns, 1)
    let inner = transposesA ? a.shape.rows : a.shape.columns
    for i in 0..<shape.rows {
      for k in 0..<inner {
        let factor = a.values[i * aRow + k * aColumn]
        for j in 0..<shape.columns {
          values[i * shape.columns + j] += factor * b.values[k * bRow + j * bColumn]
        }
      }
    }
  }
}

/// The size of a matrix.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// How many rows.
  public let rows: Int
  /// How many columns.
  public let columns: Int

  /// A size.
  ///
  /// - Parameters:
  ///   - rows: how many.
  ///   - columns: how many.
  public init(rows: Int, columns: Int) { (self.rows, self.columns) = (rows, columns) }

  /// Rows times columns.
  public var count: Int { rows * columns }

  /// As in `[2, 3]`.
  public var description: String { "[\(rows), \(columns)]" }
}

/// Traps with a message, which a `precondition` keeps to itself in an optimized build.
func check(_ isRight: Bool, _ message: @autoclosure () -> String) {
  if !isRight { fatalError(message()) }
}
