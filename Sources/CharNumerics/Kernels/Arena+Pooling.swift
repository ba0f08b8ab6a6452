internal import CKernels

extension Arena {
  /// Sets out `[1, W]` to the mean of some rows of `x` `[R, W]`, or to the maximum of each element.
  ///
  /// The rows are `first`, `first + distance`, …, `count` in total.
  package mutating func pool(
    _ x: Block, from first: Int, every distance: Int, count: Int, to out: Block,
    takesLargest: Bool
  ) {
    check(x)
    check(out, is: 1, by: x.columns)
    checkRows(x, first, distance, count)
    unsafe withFloats { base in
      unsafe charlm_pool(
        base + x.offset + first * x.columns, Int64(distance * x.columns), base + out.offset,
        Int64(count), Int64(x.columns), takesLargest)
    }
  }

  /// Distributes the gradient of `out` to those rows of `above` `[R, W]`, which must be zero.
  package mutating func poolBackward(
    _ x: Block, from first: Int, every distance: Int, count: Int, out: Block, gradient: Block,
    to above: Block, takesLargest: Bool
  ) {
    check(x)
    check(out, is: 1, by: x.columns)
    check(gradient, is: 1, by: x.columns)
    check(above, is: x.rows, by: x.columns)
    checkRows(x, first, distance, count)
    let start = first * x.columns
    unsafe withFloats { base in
      unsafe charlm_pool_backward(
        base + x.offset + start, base + out.offset, base + gradient.offset,
        base + above.offset + start, Int64(distance * x.columns), Int64(count), Int64(x.columns),
        takesLargest)
    }
  }

  private func checkRows(_ x: Block, _ first: Int, _ distance: Int, _ count: Int) {
    precondition(
      first >= 0 && distance > 0 && count > 0 && first + (count - 1) * distance < x.rows,
      "\(count) rows from \(first), \(distance) apart, of \(x.rows)")
  }
}
