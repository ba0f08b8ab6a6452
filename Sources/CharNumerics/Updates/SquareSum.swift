internal import CKernels

/// Returns whether every value is finite.
package func areFinite(_ values: [Float]) -> Bool { blockSquareSum(values).isFinite }

/// Returns the sum of squares in Double, block by block; finite floats cannot overflow it.
func blockSquareSum(_ values: [Float]) -> Double {
  unsafe values.withUnsafeBufferPointer { x in
    (0..<Blocks.count(x.count)).reduce(0) { sum, block in
      unsafe sum
        + squareSum(UnsafeMutableBufferPointer(mutating: x), Blocks.range(block, of: 0..<x.count))
    }
  }
}

func squareSum(_ x: UnsafeMutableBufferPointer<Float>, _ range: Range<Int>) -> Double {
  guard let start = x.baseAddress else { return 0 }
  return unsafe charlm_square_sum(start + range.lowerBound, Int64(range.count))
}
