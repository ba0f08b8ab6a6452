internal import CharNumerics
internal import Foundation

/// Gumbel variables, whose largest k are a sample of k without replacement
/// (Kool et al. 2019, https://arxiv.org/abs/1903.06059).
struct GumbelNoise: Sendable {
  private var random: RandomSource

  init(seed: UInt64) { random = RandomSource(seed: seed) }

  /// Draws a standard Gumbel variable.
  mutating func next() -> Double {
    // Neither 0 nor 1.
    let uniform = (Double(random.next() >> 11) + 0.5) * 0x1p-53
    return -log(-log(uniform))
  }

  /// Changes a variable so that the largest of its family has a given value: the appendix of the paper, in a form
  /// that is numerically stable.
  ///
  /// - Parameters:
  ///   - value: the variable.
  ///   - largest: the largest of its family.
  ///   - target: the value that the largest is to have.
  /// - Returns: the variable after the change.
  static func condition(_ value: Double, largest: Double, to target: Double) -> Double {
    let gap = value - largest
    // ln(1 − e^gap).
    let rest = gap > -0.6931 ? log(-expm1(gap)) : log1p(-exp(gap))
    let v = target - value + rest
    return target - max(0, v) - log1p(exp(-abs(v)))
  }
}
