internal import CKernels

/// Approximately orthonormalizes the columns (or, of a wide matrix, the rows) of a matrix of fixed
/// shape, by two polynomials of the matrix ([Amsel et al. 2025](https://arxiv.org/abs/2505.16932),
/// after [Jordan et al. 2024](https://kellerjordan.github.io/posts/muon/), who use five): the
/// singular values from an eighth of the largest on end up between 0.78 and 1.22, smaller ones below.
/// Such updates train as well as more exact ones, and cost less.
///
/// Both polynomials are evaluated on the Gram matrix of the shorter side. All matrices are then
/// symmetric and commute, so that half of each product suffices, and the matrix itself is multiplied
/// once.
///
/// It belongs to one thread at a time.
package final class Orthogonalizer: @unchecked Sendable {
  /// x becomes a·x + b·x³ + c·x⁵ twice; each polynomial is the one closest to 1 on its interval:
  /// the first from 1/20 to 1, the second on the range of the first. The matrix is scaled by an upper
  /// bound of its largest singular value, which therefore ends up below 1.
  private static let polynomials: [Polynomial] = [
    (6.7524, -18.3510, 13.2633), (2.5379, -1.8747, 0.4413),
  ]
  private typealias Polynomial = (a: Float, b: Float, c: Float)

  private let rows, columns: Int
  /// The shape of the processed matrix, which is never wide.
  private let short, long: Int
  /// Matrices of the longer shape; `transposed` is empty unless the matrix is wide.
  private var result, transposed: [Float]
  /// Square matrices of the shorter side.
  private var gram, factor, square, product: [Float]
  private var scratch: [Float]

  /// Creates an orthogonalizer for row-major matrices of a shape.
  package init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    (short, long) = (min(rows, columns), max(rows, columns))
    result = [Float](repeating: 0, count: rows * columns)
    transposed = rows < columns ? result : []
    gram = [Float](repeating: 0, count: short * short)
    (factor, square, product) = (gram, gram, gram)
    scratch = [Float](repeating: 0, count: Int(charlm_multiply_scratch(Int64(short))))
  }

  /// The number of floats that an orthogonalizer of a shape allocates at most.
  package static func floatCount(rows: Int, columns: Int) -> Int {
    let short = min(rows, columns)
    return 2 * rows * columns + 4 * short * short + Int(charlm_multiply_scratch(Int64(short)))
  }

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
    Self.scale(&values, by: Float(1 / norm))
    if rows >= columns {
      orthogonalizeColumns(&values)
    } else {
      Self.transpose(values, rows: rows, columns: columns, into: &transposed)
      orthogonalizeColumns(&transposed)
      Self.transpose(transposed, rows: columns, columns: rows, into: &values)
    }
  }

  /// Orthogonalizes X `[long, short]` as X · p(XᵀX), where p(G) = p₂(G · p₁(G)²) · p₁(G).
  private func orthogonalizeColumns(_ matrix: inout [Float]) {
    let (first, second) = (Self.polynomials[0], Self.polynomials[1])
    formGram(of: matrix)
    // The norm of G is the square of the largest singular value or slightly more.
    let length = blockSquareSum(gram).squareRoot()
    Self.scale(&gram, by: Float(1 / length))
    multiplySymmetric(gram, gram, into: &factor)
    Self.combine(gram, into: &factor, size: short, first)
    // The Gram matrix after the first polynomial.
    multiplySymmetric(factor, factor, into: &square)
    multiplySymmetric(gram, square, into: &product)
    multiplySymmetric(product, product, into: &square)
    Self.combine(product, into: &square, size: short, second)
    multiplySymmetric(square, factor, into: &gram)
    Self.scale(&gram, by: Float(1 / length.squareRoot()))
    multiply(matrix, gram, into: &result)
    swap(&matrix, &result)
  }

  private static func scale(_ values: inout [Float], by factor: Float) {
    var values = values.mutableSpan
    for index in values.indices { values[index] *= factor }
  }

  /// Replaces G² by a + b·G + c·G².
  private static func combine(
    _ gram: [Float], into square: inout [Float], size: Int, _ p: Polynomial
  ) {
    let gram = gram.span
    var square = square.mutableSpan
    for index in square.indices { square[index] = p.b * gram[index] + p.c * square[index] }
    for index in 0..<size { square[index * size + index] += p.a }
  }

  /// Computes the Gram matrix of x `[long, short]`.
  private func formGram(of x: [Float]) {
    precondition(x.count == long * short, "a matrix of another shape")
    unsafe run(x, x, &gram) { x, _, c, scratch in
      unsafe charlm_gram(x, c, Int64(short), Int64(long), scratch)
    }
  }

  /// Computes c = a · b of symmetric matrices that commute.
  private func multiplySymmetric(_ a: [Float], _ b: [Float], into c: inout [Float]) {
    precondition(
      a.count == short * short && b.count == a.count && c.count == a.count,
      "matrices of other shapes")
    unsafe run(a, b, &c) { a, b, c, scratch in
      unsafe charlm_multiply_symmetric(a, b, c, Int64(short), scratch)
    }
  }

  /// Computes c = a · b, `[long, short]` times `[short, short]`.
  private func multiply(_ a: [Float], _ b: [Float], into c: inout [Float]) {
    precondition(
      a.count == long * short && b.count == short * short && c.count == a.count,
      "matrices of other shapes")
    unsafe run(a, b, &c) { a, b, c, scratch in
      unsafe charlm_multiply(a, b, c, Int64(long), Int64(short), Int64(short), scratch)
    }
  }

  private func run(
    _ a: [Float], _ b: [Float], _ c: inout [Float],
    _ body: (
      UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>,
      UnsafeMutablePointer<Float>
    ) -> Void
  ) {
    unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        unsafe c.withUnsafeMutableBufferPointer { c in
          unsafe scratch.withUnsafeMutableBufferPointer { scratch in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress,
              let scratch = scratch.baseAddress
            else { return }
            unsafe body(a, b, c, scratch)
          }
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
