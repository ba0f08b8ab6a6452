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

  /// Finds a range of values in which, the largest first, the sum of the weights reaches a bound: values
  /// above the range have less weight together, and with those in it they reach the bound, but for the rounding of
  /// sums in Float.
  ///
  /// - Parameters:
  ///   - values: the values.
  ///   - weights: as many weights, 0 or more; nil = 1 each.
  ///   - bound: the bound.
  /// - Returns: the range; that of the least values above −∞ if all do not reach the bound.
  package static func range(
    _ values: [Float], _ weights: [Float]?, reaching bound: Double
  ) -> Range<Float> {
    var (from, end) = (-Float.infinity, Float.infinity)
    unsafe withPointers(values, weights) { values, weights, count in
      unsafe charlm_reaching_range(values, weights, count, bound, &from, &end)
    }
    return from < end ? from..<end : end..<end
  }

  /// Finds the elements whose values are in a range.
  ///
  /// - Parameters:
  ///   - range: the range.
  ///   - values: the values.
  ///   - weights: as many weights; nil = 1 each.
  ///   - elements: as much memory as there are values; receives the elements, in order.
  /// - Returns: the number of elements, and the sum of the weights of values above the range.
  package static func elements(
    in range: Range<Float>, of values: [Float], _ weights: [Float]?, into elements: inout [Int32]
  ) -> (count: Int, above: Double) {
    precondition(elements.count == values.count, "memory for \(elements.count) elements")
    var above = 0.0
    let count = unsafe elements.withUnsafeMutableBufferPointer { elements in
      guard let to = elements.baseAddress else { return Int64(0) }
      return unsafe withPointers(values, weights) { values, weights, count in
        unsafe charlm_elements_between(
          values, weights, count, range.lowerBound, range.upperBound, to, &above)
      } ?? 0
    }
    return (Int(count), above)
  }

  /// Calls `body` with values and their weights, if there are any values.
  private static func withPointers<Result>(
    _ values: [Float], _ weights: [Float]?,
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>?, Int64) -> Result
  ) -> Result? {
    precondition(weights.map { $0.count == values.count } ?? true, "a weight for each value")
    return unsafe values.withUnsafeBufferPointer { x in
      guard let from = x.baseAddress else { return nil }
      guard let weights else { return unsafe body(from, nil, Int64(x.count)) }
      return unsafe weights.withUnsafeBufferPointer {
        unsafe body(from, $0.baseAddress, Int64(x.count))
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
