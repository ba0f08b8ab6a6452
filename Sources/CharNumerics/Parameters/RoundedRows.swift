/// Rows of a matrix as 8-bit integers with a scale for each row.
///
/// The largest magnitude of a row becomes 127, as in products with `Precision.int8`: those round a matrix that
/// was stored so to the same integers.
struct RoundedRows {
  /// The integers, row by row.
  private(set) var integers: [Int8] = []
  /// The factor of each row; not finite if a value of the row is not.
  private(set) var scales: [Float] = []

  /// Rounds a matrix.
  ///
  /// - Parameters:
  ///   - values: The values, row by row.
  ///   - rows: The number of rows.
  init(_ values: ArraySlice<Float>, rows: Int) {
    integers.reserveCapacity(values.count)
    let columns = values.count / max(1, rows)
    for row in 0..<rows {
      let start = values.startIndex + row * columns
      let part = values[start..<start + columns]
      let top = part.reduce(0) { $1.isNaN ? .nan : max($0, $1.magnitude) }
      // As in the kernels, numbers whose scale has no finite inverse count as zero.
      let scale = top.isFinite && top <= 1e-30 ? 0 : top / 127
      // The largest number, divided and multiplied again, can be infinite.
      scales.append(top.isFinite && !(scale * 127).isFinite ? scale.nextDown : scale)
      let inverse = top.isFinite && top > 1e-30 ? 127 / top : 0
      integers += part.map { value in
        let product = (value * inverse).rounded(.toNearestOrEven)
        return product.isFinite ? Int8(max(-127, min(127, product))) : 0
      }
    }
  }
}
