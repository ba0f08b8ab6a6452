/// The logistic function and its inverse, by additions and multiplications alone: the same numbers on every
/// machine.
enum Logistic {
  /// The largest absolute value of an argument.
  static let limit: Float = 12

  /// 1 / (1 + e⁻ˣ).
  @inline(__always)
  static func squash(_ x: Float) -> Float {
    1 / (1 + exp(-min(limit, max(-limit, x))))
  }

  /// ln(p / (1 − p)) of a probability in 2⁻¹².
  static let stretched: [Float] = (0..<4096).map { index in
    let p = (Float(index) + 0.5) / 4096
    var (low, high): (Float, Float) = (-limit, limit)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if squash(middle) < p { low = middle } else { high = middle }
    }
    return low
  }

  /// eˣ for |x| up to ``limit``: 2ⁿ · 2ᶠ with a polynomial for the fraction.
  @inline(__always)
  private static func exp(_ x: Float) -> Float {
    let y = x * 1.442_695
    let whole = y.rounded(.down)
    let f = y - whole
    let low = 1 + f * (0.693_147_2 + f * 0.240_226_5)
    let high = f * f * f * (0.055_504_11 + f * (0.009_618_13 + f * 0.001_333_36))
    return (low + high) * Float(bitPattern: UInt32(Int32(whole) + 127) << 23)
  }
}
