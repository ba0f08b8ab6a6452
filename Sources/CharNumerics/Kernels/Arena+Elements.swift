internal import CKernels

extension Arena {
  /// Computes c = operation(a, b) element by element; c may be a or b.
  package mutating func apply(_ operation: Elementwise, _ a: View, _ b: View, to c: View) {
    check(a, is: c.rows, by: c.columns)
    check(b, is: c.rows, by: c.columns)
    check(c, is: c.rows, by: c.columns)
    unsafe withFloats { base in
      unsafe charlm_elementwise(
        operation.code, base + a.offset, Int64(a.stride), base + b.offset, Int64(b.stride),
        base + c.offset, Int64(c.stride), Int64(c.rows), Int64(c.columns))
    }
  }

  /// Computes c = operation(a) element by element; c may be a.
  package mutating func apply(_ operation: Elementwise, _ a: View, to c: View) {
    apply(operation, a, a, to: c)
  }
}

// MARK: - Zoneout

extension Arena {
  /// Sets each element of `out` to the previous value with the given probability, else to the
  /// computed one; without a key, to the expectation.
  package mutating func zoneout(
    previous: Block, computed: Block, to out: Block, probability: Float, key: UInt64?
  ) {
    check(previous)
    check(computed, is: previous.rows, by: previous.columns)
    check(out, is: previous.rows, by: previous.columns)
    unsafe withFloats { base in
      if let key {
        unsafe charlm_zoneout_forward(
          base + previous.offset, base + computed.offset, base + out.offset,
          Int64(previous.count), probability, key)
      } else {
        unsafe charlm_zoneout_mean(
          base + previous.offset, base + computed.offset, base + out.offset,
          Int64(previous.count), probability)
      }
    }
  }

  /// Splits a gradient into that of the computed values, in place, and that of the previous ones.
  package mutating func zoneoutBackward(
    _ gradient: Block, previous: Block, probability: Float, key: UInt64
  ) {
    check(gradient)
    check(previous, is: gradient.rows, by: gradient.columns)
    unsafe withFloats { base in
      unsafe charlm_zoneout_backward(
        base + gradient.offset, base + previous.offset, Int64(gradient.count), probability, key)
    }
  }
}

// MARK: - Layer normalization

extension Arena {
  /// Computes out = gain · x̂ (+ bias) (+ out), with x̂ = (x − mean) / √(variance + 1e-5) of each
  /// group of columns.
  ///
  /// `normal` receives x̂ and may be x; `inverse` `[rows, groups]` receives the factors.
  package mutating func normalize(
    _ x: Block, gain: Block, bias: Block?, normal: Block, inverse: Block, to out: Block,
    accumulates: Bool
  ) {
    let (groups, width) = (inverse.columns, x.columns)
    check(x)
    check(gain, is: 1, by: width)
    if let bias { check(bias, is: 1, by: width) }
    check(normal, is: x.rows, by: width)
    check(inverse, is: x.rows, by: groups)
    check(out, is: x.rows, by: width)
    precondition(width % groups == 0, "\(width) columns in \(groups) groups")
    unsafe withFloats { base in
      let bias = unsafe bias.map { unsafe UnsafePointer(base + $0.offset) }
      unsafe charlm_normalize_forward(
        base + x.offset, base + gain.offset, bias, base + normal.offset, base + inverse.offset,
        base + out.offset, Int64(x.rows), Int64(groups), Int64(width / groups), accumulates)
    }
  }

  /// Replaces x̂ by the gradient of x, given that of `gain · x̂`; accumulates the gradient of the
  /// gain `[1, N]`.
  package mutating func normalizeBackward(
    _ above: Block, gain: Block, normal: Block, inverse: Block, gainGradient: Block
  ) {
    let (groups, width) = (inverse.columns, above.columns)
    check(above)
    check(gain, is: 1, by: width)
    check(normal, is: above.rows, by: width)
    check(inverse, is: above.rows, by: groups)
    check(gainGradient, is: 1, by: width)
    unsafe withFloats { base in
      unsafe charlm_normalize_backward(
        base + above.offset, base + gain.offset, base + normal.offset, base + inverse.offset,
        base + gainGradient.offset, Int64(above.rows), Int64(groups), Int64(width / groups))
    }
  }
}
