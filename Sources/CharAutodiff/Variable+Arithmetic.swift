/// Element-wise arithmetic with broadcasting: a single row, column or number is combined with every
/// row, column or number of the other operand; other differences of shape trap.
extension Variable {
  /// a + b.
  public static func + (a: Variable, b: Variable) -> Variable { both(.add, a, b) }
  /// a − b.
  public static func - (a: Variable, b: Variable) -> Variable { both(.subtract, a, b) }
  /// a_ij · b_ij; for the matrix product see `product`.
  public static func * (a: Variable, b: Variable) -> Variable { both(.multiply, a, b) }
  /// a ÷ b.
  public static func / (a: Variable, b: Variable) -> Variable { both(.divide, a, b) }
  /// −a.
  public static prefix func - (a: Variable) -> Variable { each(.negative, a) }

  /// a + b.
  public static func + (a: Variable, b: Double) -> Variable { a + a.graph.constant(b) }
  /// a − b.
  public static func - (a: Variable, b: Double) -> Variable { a - a.graph.constant(b) }
  /// a · b.
  public static func * (a: Variable, b: Double) -> Variable { a * a.graph.constant(b) }
  /// a ÷ b.
  public static func / (a: Variable, b: Double) -> Variable { a / a.graph.constant(b) }
  /// a + b.
  public static func + (a: Double, b: Variable) -> Variable { b.graph.constant(a) + b }
  /// a − b.
  public static func - (a: Double, b: Variable) -> Variable { b.graph.constant(a) - b }
  /// a · b.
  public static func * (a: Double, b: Variable) -> Variable { b.graph.constant(a) * b }
  /// a ÷ b.
  public static func / (a: Double, b: Variable) -> Variable { b.graph.constant(a) / b }

  /// Returns the matrix product `[m, k]` · `[k, n]`.
  ///
  /// - Parameter other: The right factor.
  /// - Returns: The product, of shape `[m, n]`.
  public func product(_ other: Variable) -> Variable {
    check(shape.columns == other.shape.rows, "a product of \(shape) and \(other.shape)")
    return graph.append(.product, self, other)
  }

  /// Applies an element-wise function, broadcasting the smaller operand.
  package static func both(_ arithmetic: Arithmetic, _ a: Variable, _ b: Variable) -> Variable {
    func fits(_ m: Int, _ n: Int) -> Bool { m == n || m == 1 || n == 1 }
    check(
      fits(a.shape.rows, b.shape.rows) && fits(a.shape.columns, b.shape.columns),
      "\(arithmetic.rawValue) of \(a.shape) and \(b.shape)")
    let shape = Shape(
      rows: max(a.shape.rows, b.shape.rows), columns: max(a.shape.columns, b.shape.columns))
    return a.graph.append(.arithmetic(arithmetic), a.repeated(to: shape), b.repeated(to: shape))
  }

  private func repeated(to shape: Shape) -> Variable {
    if shape == self.shape { return self }
    let (m, n) = (self.shape.rows, self.shape.columns)
    return gather(shape) { row, column in (m == 1 ? 0 : row) * n + (n == 1 ? 0 : column) }
  }
}
