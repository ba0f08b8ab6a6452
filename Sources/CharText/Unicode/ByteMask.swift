/// Predicates on eight bytes at once: the result has the highest bit of each byte that satisfies
/// them. Bytes must be below 128 unless stated otherwise.
///
/// See Hacker's Delight, chapter 6, on finding a byte in a word.
enum ByteMask {
  static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let lowBits: UInt64 = 0x0101_0101_0101_0101

  /// Selects the bytes equal to a value.
  @inline(__always)
  static func equal(_ word: UInt64, to value: UInt8) -> UInt64 {
    ~((word ^ (lowBits &* UInt64(value))) &+ (lowBits &* 0x7F)) & highBits
  }

  /// Selects the bytes of at least a value.
  @inline(__always)
  static func atLeast(_ word: UInt64, _ value: UInt8) -> UInt64 {
    (word &+ lowBits &* UInt64(0x80 - value)) & highBits
  }

  /// Returns whether any of eight arbitrary bytes is 255.
  @inline(__always)
  static func hasLast(_ word: UInt64) -> Bool { (~word &- lowBits) & word & highBits != 0 }

  /// Returns each byte plus one; none may be 255.
  @inline(__always)
  static func successors(_ word: UInt64) -> UInt64 { word &+ lowBits }

  /// Returns the number of bytes in a mask; one product is fastest without a population count
  /// instruction.
  @inline(__always)
  static func count(_ mask: UInt64) -> Int { Int(((mask >> 7) &* lowBits) >> 56) }

  /// Selects ASCII white space.
  @inline(__always)
  static func whiteSpace(_ word: UInt64) -> UInt64 {
    equal(word, to: ASCII.space)
      | atLeast(word, ASCII.tab) & ~atLeast(word, ASCII.carriageReturn + 1)
  }
}
