internal import CKernels

/// Makes the rows (or, of a tall matrix, the columns) of a matrix of one shape about orthonormal, by five
/// steps of a quintic Newton–Schulz iteration
/// ([Jordan et al. 2024](https://kellerjordan.github.io/posts/muon/)): singular values come to lie between
/// about 0.7 and 1.2, whatever they were.
///
/// It belongs to the thread that first uses it.
package final class Orthogonalizer: @unchecked Sendable {
  private static let steps = 5
  /// a·x + b·x³ + c·x⁵ lifts small singular values fast and lets none go.
  private static let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)

  private let rows, columns: Int
  /// Sizes of the matrix that is worked on, which is never tall.
  private let short, long: Int
  private var matrix, transposed, next, gram, square: [Float]
  private var products: (gram: Product, square: Product, apply: Product)?

  /// For matrices of a shape, row-major.
  package init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    (short, long) = (min(rows, columns), max(rows, columns))
    matrix = [Float](repeating: 0, count: rows * columns)
    (transposed, next) = (matrix, matrix)
    gram = [Float](repeating: 0, count: short * short)
    square = gram
  }

  /// Replaces a matrix by the orthogonal one nearest to it, about; one of zeros stays.
  package func orthogonalize(_ values: inout [Float]) {
    precondition(values.count == rows * columns, "\(values.count) values of [\(rows), \(columns)]")
    let norm = values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    guard norm > 0, norm.isFinite else { return }
    let scale = Float(1 / (norm * 1.01))
    if rows <= columns {
      for index in values.indices { matrix[index] = values[index] * scale }
    } else {
      Self.transpose(values, rows: rows, columns: columns, into: &matrix)
      for index in matrix.indices { matrix[index] *= scale }
    }
    let products = self.products ?? makeProducts()
    self.products = products
    for _ in 0..<Self.steps {
      Self.transpose(matrix, rows: short, columns: long, into: &transposed)
      Self.run(products.gram, transposed, transposed, into: &gram)
      Self.run(products.square, gram, gram, into: &square)
      // What the matrix is multiplied by: a + b·G + c·G².
      for index in gram.indices { square[index] = Self.b * gram[index] + Self.c * square[index] }
      for index in 0..<short { square[index * short + index] += Self.a }
      Self.run(products.apply, square, matrix, into: &next)
      swap(&matrix, &next)
    }
    if rows <= columns {
      for index in values.indices { values[index] = matrix[index] }
    } else {
      Self.transpose(matrix, rows: short, columns: long, into: &values)
    }
  }

  private func makeProducts() -> (gram: Product, square: Product, apply: Product) {
    func product(_ m: Int, _ n: Int, _ k: Int) -> Product {
      Product(
        charlm_product_shape(
          m: Int64(m), n: Int64(n), k: Int64(k), is_gradient: true, b_transposed: false,
          accumulates: false, has_bias: false, format: charlm_float32,
          backend: ProductBackend.fastest(.float32) == .oneDNN ? charlm_onednn : charlm_own))
    }
    return (product(short, short, long), product(short, short, short), product(short, long, short))
  }

  /// c = aᵀ · b.
  private static func run(
    _ product: Product, _ a: [Float], _ b: [Float], into c: inout [Float]
  ) {
    let shape = product.shape
    precondition(
      a.count == Int(shape.k * shape.m) && b.count == Int(shape.k * shape.n)
        && c.count == Int(shape.m * shape.n), "matrices of other shapes")
    unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        unsafe c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          unsafe product.run(a, b, bias: nil, into: c)
        }
      }
    }
  }

  /// In tiles, so that both matrices stay in the cache.
  private static func transpose(
    _ matrix: [Float], rows: Int, columns: Int, into result: inout [Float]
  ) {
    let tile = 16
    let input = matrix.span
    var output = result.mutableSpan
    for top in stride(from: 0, to: rows, by: tile) {
      for left in stride(from: 0, to: columns, by: tile) {
        for row in top..<min(top + tile, rows) {
          for column in left..<min(left + tile, columns) {
            output[column * rows + row] = input[row * columns + column]
          }
        }
      }
    }
  }
}
