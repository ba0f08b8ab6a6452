/// The derivative of a node by one of its parents, attached to an edge of the graph: a linear map
/// from the parent's elements to the node's.
///
/// Forward mode multiplies by it, reverse mode by its transpose; both are independent of the
/// operation, and both accumulate: the sum over all paths.
enum LocalDerivative {
  /// dy_k = d_k dx_k, of element-wise operations.
  case scale([Double])
  /// dy = A·dx, of a matrix product by its right factor.
  case left(Matrix)
  /// dy = dx·B, of a matrix product by its left factor.
  case right(Matrix)
  /// dy_k = dx_i(k), of selections of elements.
  case gather([Int])
  /// dy_i(k) += dx_k, of sums: the transpose of `gather`.
  case scatter([Int])

  /// Adds the derivative times the parent's tangent to the node's (forward mode).
  func add(_ x: Matrix, to y: inout Matrix) {
    switch self {
    case .scale(let factors): for k in factors.indices { y.values[k] += factors[k] * x.values[k] }
    case .left(let a): y.addProduct(a, x)
    case .right(let b): y.addProduct(x, b)
    case .gather(let indices): for (k, i) in indices.enumerated() { y.values[k] += x.values[i] }
    case .scatter(let indices): for (k, i) in indices.enumerated() { y.values[i] += x.values[k] }
    }
  }

  /// Adds the transposed derivative times the node's gradient to the parent's (reverse mode).
  func addTransposed(_ y: Matrix, to x: inout Matrix) {
    switch self {
    case .scale: add(y, to: &x)
    case .left(let a): x.addProduct(a, y, transposesA: true)
    case .right(let b): x.addProduct(y, b, transposesB: true)
    case .gather(let indices): LocalDerivative.scatter(indices).add(y, to: &x)
    case .scatter(let indices): LocalDerivative.gather(indices).add(y, to: &x)
    }
  }
}
