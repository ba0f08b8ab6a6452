/// A reproducible random number generator: xoshiro256** (Blackman and Vigna,
/// https://prng.di.unimi.it).
///
/// The same seed yields the same numbers on every machine.
public struct RandomSource: RandomNumberGenerator, Sendable, Equatable, Codable {
  private var state: SIMD4<UInt64>

  /// Creates a source.
  ///
  /// - Parameters:
  ///   - seed: The seed.
  ///   - stream: A second number that distinguishes sources of one seed.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var mixer = seed ^ (stream &* 0xD1B5_4A32_D192_ED03)
    state = SIMD4((0..<4).map { _ in RandomSource.splitMix(&mixer) })
  }

  /// Returns the next 64 random bits.
  ///
  /// - Returns: The bits.
  public mutating func next() -> UInt64 {
    let result = rotate(state[1] &* 5, 7) &* 9
    let shifted = state[1] << 17
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = rotate(state[3], 45)
    return result
  }

  /// Returns a number in [0, 1) with 53 random bits.
  ///
  /// - Returns: The number.
  public mutating func nextDouble() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Returns a number in [0, 1) with 24 random bits.
  ///
  /// - Returns: The number.
  public mutating func nextFloat() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Returns a number of approximately standard normal distribution: the sum of twelve uniform ones
  /// minus six, which is exactly reproducible on every machine.
  ///
  /// - Returns: The number.
  public mutating func nextNormal() -> Float {
    var sum = -6.0
    for _ in 0..<12 { sum += nextDouble() }
    return Float(sum)
  }

  /// Returns a key for counter-based random bits (dropout), derived from a seed and up to three
  /// numbers.
  package static func key(_ seed: UInt64, _ a: Int, _ b: Int, _ c: Int) -> UInt64 {
    var mixer = seed
    for number in [a, b, c] {
      mixer = splitMix(&mixer) ^ UInt64(bitPattern: Int64(number))
    }
    return splitMix(&mixer)
  }

  private static func splitMix(_ x: inout UInt64) -> UInt64 {
    x &+= 0x9E37_79B9_7F4A_7C15
    var z = x
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private func rotate(_ x: UInt64, _ by: UInt64) -> UInt64 { (x << by) | (x >> (64 - by)) }
}
