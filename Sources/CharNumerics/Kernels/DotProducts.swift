/// Products of a vector with the rows of a matrix.
package enum DotProducts {
  private typealias Lanes = SIMD8<Float>

  /// Computes vector · row for some rows.
  ///
  /// - Parameters:
  ///   - vector: the vector.
  ///   - matrix: the rows, as long as the vector, one after another.
  ///   - rows: the rows to take.
  ///   - result: receives a number for each row.
  package static func compute(
    _ vector: ArraySlice<Float>, _ matrix: [Float], rows: Range<Int>, into result: inout [Float]
  ) {
    let width = vector.count
    precondition(
      rows.lowerBound >= 0 && rows.upperBound * width <= matrix.count && result.count >= rows.count,
      "rows \(rows) of a matrix of \(matrix.count) numbers")
    unsafe vector.withUnsafeBytes { vector in
      unsafe matrix.withUnsafeBytes { matrix in
        for row in rows {
          let start = row * width * MemoryLayout<Float>.stride
          result[row - rows.lowerBound] = unsafe product(
            vector, UnsafeRawBufferPointer(rebasing: matrix[start..<start + vector.count]))
        }
      }
    }
  }

  /// The sum is that of eight interleaved sums, on every machine.
  private static func product(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Float {
    let step = MemoryLayout<Lanes>.size
    let whole = a.count / step * step
    var sums = Lanes.zero
    for offset in stride(from: 0, to: whole, by: step) {
      unsafe sums +=
        a.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
        * b.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
    }
    var sum = sums.sum()
    for offset in stride(from: whole, to: a.count, by: MemoryLayout<Float>.size) {
      unsafe sum +=
        a.loadUnaligned(fromByteOffset: offset, as: Float.self)
        * b.loadUnaligned(fromByteOffset: offset, as: Float.self)
    }
    return sum
  }
}
