/// The syllables of a word, and which of them have the primary stress.
public struct StressPattern: Hashable, Sendable {
  /// The number of syllables.
  public let syllables: Int
  /// A bit a syllable, the first the lowest: 1 for primary stress.
  let primary: UInt32

  /// Makes a pattern.
  ///
  /// - Parameters:
  ///   - syllables: the number of syllables, at least 1.
  ///   - stressed: the syllables with primary stress, from 0.
  public init(syllables: Int, stressed: [Int]) {
    self.syllables = syllables
    primary = stressed.reduce(0) { $0 | 1 << UInt32($1) }
  }

  /// Makes the pattern of digits, one a syllable, 1 for primary stress.
  init(digits: [UInt8]) {
    self.init(
      syllables: digits.count, stressed: digits.indices.filter { digits[$0] == UInt8(ascii: "1") })
  }
}
