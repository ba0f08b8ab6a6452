internal import CKernels

/// Approximately orthonormalizes the rows (or, of a tall matrix, the columns) of a matrix of fixed
/// shape, by two polynomials of the matrix ([Amsel et al. 2025](https://arxiv.org/abs/2505.16932),
/// after [Jordan et al. 2024](https://kellerjordan.github.io/posts/muon/), who use five): the
/// singular values from an eighth of the largest on end up between 0.78 and 1.22, smaller ones below.
/// Such updates train as well as more exact ones, and cost less.
///
/// It belongs to the thread that first uses it.
package final class Orthogonalizer: @unchecked Sendable {
  /// x becomes a·x + b·x³ + c·x⁵ twice; each polynomial is the one closest to 1 on its interval:
  /// the first from 1/20 to 1, the second on the range of the first. The matrix is scaled by an upper
  /// bound of its largest singular value, which therefore ends up below 1.
  private static let polynomials: [Polynomial] = [
    (6.7524, -18.3510, 13.2633), (2.5379, -1.8747, 0.4413),
  ]
  private typealias Polynomial = (a: Float, b: Float, c: Float)

  private let rows, columns: Int
  /// The shape of the processed matrix, which is never tall.
  private let short, long: Int
  private var matrix, transposed, next, gram, square: [Float]
  private var products: (gram: Product, square: Product, apply: Product)?

  /// Creates an orthogonalizer for row-major matrices of a shape.
  package init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    (short, long) = (min(rows, columns), max(rows, columns))
    matrix = [Float](repeating: 0, count: rows * columns)
    (transposed, next) = (matrix, matrix)
    gram = [Float](repeating: 0, count: short * short)
    square = gram
  }

  /// The maximum number of matrices of this size that it allocates.
  package static let copies = 5
  /// The minimum norm of a matrix to be processed.
  private static let smallest = 1e-20

  /// Replaces a matrix by approximately the nearest orthogonal one; a matrix close to zero becomes
  /// zero.
  package func orthogonalize(_ values: inout [Float]) {
    precondition(values.count == rows * columns, "\(values.count) values of [\(rows), \(columns)]")
    let norm = blockSquareSum(values).squareRoot()
    // A matrix close to zero has no direction.
    guard norm > Self.smallest, norm.isFinite else {
      for index in values.indices { values[index] = 0 }
      return
    }
    // Local variables avoid the exclusivity check of each property access.
    var (matrix, next, transposed) = (matrix, next, transposed)
    var (gram, square) = (gram, square)
    (self.matrix, self.next, self.transposed, self.gram, self.square) = ([], [], [], [], [])
    Self.scale(&values, by: Float(1 / (norm * 1.01)))
    if rows <= columns {
      swap(&matrix, &values)
    } else {
      Self.transpose(values, rows: rows, columns: columns, into: &matrix)
    }
    let products = self.products ?? makeProducts()
    self.products = products
    for (step, polynomial) in Self.polynomials.enumerated() {
      Self.transpose(matrix, rows: short, columns: long, into: &transposed)
      Self.run(products.gram, transposed, transposed, into: &gram)
      if step == 0 {
        // The norm of G = X·Xᵀ is the square of the largest singular value or slightly more.
        let length = blockSquareSum(gram).squareRoot()
        Self.scale(&gram, by: Float(1 / length))
        Self.scale(&matrix, by: Float(1 / length.squareRoot()))
      }
      Self.run(products.square, gram, gram, into: &square)
      Self.combine(gram, into: &square, size: short, polynomial)
      Self.run(products.apply, square, matrix, into: &next)
      swap(&matrix, &next)
    }
    if rows <= columns {
      swap(&matrix, &values)
    } else {
      Self.transpose(matrix, rows: short, columns: long, into: &values)
    }
    (self.matrix, self.next, self.transposed) = (matrix, next, transposed)
    (self.gram, self.square) = (gram, square)
  }

  private static func scale(_ values: inout [Float], by factor: Float) {
    var values = values.mutableSpan
    for index in values.indices { values[index] *= factor }
  }

  /// Replaces G² by the factor of the matrix, a + b·G + c·G².
  private static func combine(
    _ gram: [Float], into square: inout [Float], size: Int, _ p: Polynomial
  ) {
    let gram = gram.span
    var square = square.mutableSpan
    for index in square.indices { square[index] = p.b * gram[index] + p.c * square[index] }
    for index in 0..<size { square[index * size + index] += p.a }
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

  /// Computes c = aᵀ · b.
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

  /// Transposes in tiles, so that both matrices stay in the cache.
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
