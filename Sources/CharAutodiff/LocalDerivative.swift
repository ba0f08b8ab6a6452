/// What stands at an edge of the graph: the derivative of a node by one of its parents, a linear map
/// from the parent's numbers to the node's.
///
/// Forward mode multiplies by it, reverse mode by its transpose; neither knows any operation. Both
/// add to what other edges have left: the sum over all paths.
enum LocalDerivative {
  /// dy_k = d_k dx_k, of all that works element by element.
  case scale([Double])
  /// dy = A·dx, by the right factor of a matrix product.
  case left(Matrix)
  /// dy = dx·B, by the left factor.
  case right(Matrix)
  /// dy_k = dx_i(k), of all that picks elements.
  case gather([Int])
  /// dy_i(k) += dx_k, of sums: the transpose of `gather`.
  case scatter([Int])

  /// Forward: adds the derivative times the parent's tangent to the node's.
  func add(_ x: Matrix, to y: inout Matrix) {
    switch self {
    case .scale(let factors): for k in factors.indices { y.values[k] += factors[k] * x.values[k] }
    case .left(let a): y.addProduct(a, x)
    case .right(let b): y.addProduct(x, b)
    case .gather(let indices): for (k, i) in indices.enumerated() { y.values[k] += x.values[i] }
    case .scatter(let indices): for (k, i) in indices.enumerated() { y.values[i] += x.values[k] }
    }
  }

  /// Reverse: adds the transposed derivative times the node's gradient to the parent's.
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
