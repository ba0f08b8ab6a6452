internal import CKernels

/// Rankings of the elements of a row by value, the largest first and of equal ones the first.
package enum Ranking {
  /// Elements whose distance is a multiple of it share a column.
  package static let columns = Int(CHARLM_COLUMNS)

  /// Computes the largest value of each column; −∞ for an empty one.
  ///
  /// - Parameters:
  ///   - values: the row.
  ///   - maxima: receives `columns` values.
  package static func columnMaxima(_ values: [Float], into maxima: inout [Float]) {
    precondition(maxima.count == columns, "\(maxima.count) maxima")
    unsafe values.withUnsafeBufferPointer { x in
      unsafe maxima.withUnsafeMutableBufferPointer { y in
        guard let from = x.baseAddress, let to = y.baseAddress else { return }
        unsafe charlm_column_maxima(from, Int64(x.count), to)
      }
    }
  }

  /// Computes the least value above −∞ and the largest; +∞ and −∞ if there are none.
  package static func finiteRange(_ values: [Float]) -> (least: Float, largest: Float) {
    var (least, largest) = (Float.infinity, -Float.infinity)
    unsafe values.withUnsafeBufferPointer { x in
      guard let from = x.baseAddress else { return }
      unsafe charlm_finite_range(from, Int64(x.count), &least, &largest)
    }
    return (least, largest)
  }

  /// The number of equal parts of a range of values.
  package static let buckets = Int(CHARLM_BUCKETS)

  /// Finds the bucket of each value, the largest values in the first, and the sum of the weights in each.
  ///
  /// - Parameters:
  ///   - values: the values.
  ///   - weights: as many weights; nil = 1 each.
  ///   - range: the least value and the largest; lower values are in bucket `buckets`.
  ///   - places: receives the bucket of each value.
  ///   - sums: receives `buckets` + 1 sums, each in the order of the values.
  package static func divide(
    _ values: [Float], _ weights: [Float]?, range: (least: Float, largest: Float),
    into places: inout [Int32], sums: inout [Double]
  ) {
    precondition(weights.map { $0.count == values.count } ?? true, "a weight for each value")
    precondition(
      places.count == values.count && sums.count == buckets + 1, "places and sums of other sizes")
    unsafe values.withUnsafeBufferPointer { x in
      unsafe places.withUnsafeMutableBufferPointer { y in
        unsafe sums.withUnsafeMutableBufferPointer { z in
          guard let from = x.baseAddress, let to = y.baseAddress, let sums = z.baseAddress else {
            return
          }
          func divide(_ weights: UnsafePointer<Float>?) {
            unsafe charlm_bucket_sums(
              from, weights, Int64(x.count), range.least, range.largest, to, sums)
          }
          guard let weights else { return divide(nil) }
          unsafe weights.withUnsafeBufferPointer { unsafe divide($0.baseAddress) }
        }
      }
    }
  }

  /// Sets each logit to −∞ that comes after one in the ranking by the logits.
  package static func forbid(after index: Int, of logits: inout [Float]) {
    let value = logits[index]
    unsafe logits.withUnsafeMutableBufferPointer { x in
      guard let row = x.baseAddress else { return }
      unsafe charlm_forbid_after(row, row, Int32(x.count), value, Int32(index))
    }
  }

  /// Sets each logit to −∞ whose value comes after one in the ranking by `values`.
  package static func forbid(after index: Int, of values: [Float], in logits: inout [Float]) {
    precondition(values.count == logits.count, "\(values.count) values of \(logits.count) logits")
    unsafe logits.withUnsafeMutableBufferPointer { x in
      unsafe values.withUnsafeBufferPointer { y in
        guard let row = x.baseAddress, let order = y.baseAddress else { return }
        unsafe charlm_forbid_after(row, order, Int32(x.count), order[index], Int32(index))
      }
    }
  }
}
