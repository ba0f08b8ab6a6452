/// A matrix in double precision.
public struct Matrix: Equatable, Sendable {
  /// The numbers of rows and columns.
  public let shape: Shape
  /// The elements, row by row.
  public var values: [Double]

  /// Creates a matrix of given elements.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - values: The elements, row by row; traps if their number is wrong.
  public init(rows: Int, columns: Int, _ values: [Double]) {
    self.init(Shape(rows: rows, columns: columns), values)
  }

  init(_ shape: Shape, _ values: [Double]) {
    self.shape = shape
    self.values = values
    check(values.count == shape.count, "\(values.count) numbers do not fill \(shape)")
  }

  /// Creates a matrix with equal elements.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - number: The value of all elements.
  public init(_ shape: Shape, repeating number: Double = 0) {
    self.shape = shape
    values = [Double](repeating: number, count: shape.count)
  }

  /// Creates a matrix of shape `[1, 1]`.
  public init(_ number: Double) { self.init(rows: 1, columns: 1, [number]) }

  /// The element of a row and a column.
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

/// The shape of a matrix.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// Creates a shape.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  public init(rows: Int, columns: Int) { (self.rows, self.columns) = (rows, columns) }

  /// The number of elements.
  public var count: Int { rows * columns }

  /// The shape as text, such as `[2, 3]`.
  public var description: String { "[\(rows), \(columns)]" }
}

/// Traps with a message, which `precondition` omits in optimized builds.
func check(_ isRight: Bool, _ message: @autoclosure () -> String) {
  if !isRight { fatalError(message()) }
}
