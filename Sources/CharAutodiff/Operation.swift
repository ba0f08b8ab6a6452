/// The operations of the graph, each with its value and its local derivatives.
package enum Operation {
  /// A leaf with a given value.
  case variable
  /// A leaf that is not differentiated by.
  case constant
  /// An element-wise function of one parent.
  case function(Function)
  /// An element-wise function of two parents of the same shape.
  case arithmetic(Arithmetic)
  /// The matrix product of two parents.
  case product
  /// y_k = x_i(k): slices, transposition, repeated rows, rows of a table.
  case gather([Int], Shape)
  /// y_i(k) = Σ x_k: sums and concatenations.
  case scatter([Int], Shape)
  /// The largest number of each row, `[m, 1]`.
  case rowMaxima

  /// Returns the value, given those of the parents.
  func value(_ x: [Matrix]) -> Matrix {
    switch self {
    case .variable, .constant: fatalError("a leaf has a value of its own")
    case .function(let function):
      return Matrix(x[0].shape, x[0].values.map { function($0) })
    case .arithmetic(let arithmetic):
      return Matrix(x[0].shape, zip(x[0].values, x[1].values).map { arithmetic($0, $1) })
    case .product:
      var y = Matrix(Shape(rows: x[0].shape.rows, columns: x[1].shape.columns))
      y.addProduct(x[0], x[1])
      return y
    case .gather(_, let shape), .scatter(_, let shape):
      var y = Matrix(shape)
      localDerivatives(x, y)[0].add(x[0], to: &y)
      return y
    case .rowMaxima:
      return Matrix(
        rows: x[0].shape.rows, columns: 1, Operation.largest(x[0]).map { x[0].values[$0] })
    }
  }

  /// Returns the derivatives by each parent, given the values of the parents and of the node.
  func localDerivatives(_ x: [Matrix], _ y: Matrix) -> [LocalDerivative] {
    switch self {
    case .variable, .constant: return []
    case .function(let function):
      return [.scale(zip(x[0].values, y.values).map { function.derivative(at: $0, value: $1) })]
    case .arithmetic(let arithmetic):
      let pairs = zip(x[0].values, x[1].values).map { arithmetic.derivatives(at: $0, $1) }
      return [.scale(pairs.map(\.0)), .scale(pairs.map(\.1))]
    case .product: return [.right(x[1]), .left(x[0])]
    case .gather(let indices, _): return [.gather(indices)]
    case .scatter(let indices, _): return [.scatter(indices)]
    case .rowMaxima: return [.gather(Operation.largest(x[0]))]
    }
  }

  /// Returns the index of the largest element of each row.
  private static func largest(_ x: Matrix) -> [Int] {
    let n = x.shape.columns
    return (0..<x.shape.rows).map { row in
      (row * n..<row * n + n).reduce(row * n) { x.values[$1] > x.values[$0] ? $1 : $0 }
    }
  }
}
