/// What holds of each of eight bytes, below 128 where nothing else is said: the highest bit of those of
/// which it does.
///
/// See Hacker's Delight, chapter 6, on finding a byte in a word.
enum ByteMask {
  static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let lowBits: UInt64 = 0x0101_0101_0101_0101

  /// Those that equal a value.
  @inline(__always)
  static func equal(_ word: UInt64, to value: UInt8) -> UInt64 {
    ~((word ^ (lowBits &* UInt64(value))) &+ (lowBits &* 0x7F)) & highBits
  }

  /// Those that are at least a value.
  @inline(__always)
  static func atLeast(_ word: UInt64, _ value: UInt8) -> UInt64 {
    (word &+ lowBits &* UInt64(0x80 - value)) & highBits
  }

  /// Whether any of eight bytes, whatever they are, is 255.
  @inline(__always)
  static func hasLast(_ word: UInt64) -> Bool { (~word &- lowBits) & word & highBits != 0 }

  /// Each one more; none may be 255.
  @inline(__always)
  static func successors(_ word: UInt64) -> UInt64 { word &+ lowBits }

  /// How many bytes a mask has. Without an instruction that counts bits, one product is the fastest.
  @inline(__always)
  static func count(_ mask: UInt64) -> Int { Int(((mask >> 7) &* lowBits) >> 56) }

  /// ASCII's white space.
  @inline(__always)
  static func whiteSpace(_ word: UInt64) -> UInt64 {
    equal(word, to: ASCII.space)
      | atLeast(word, ASCII.tab) & ~atLeast(word, ASCII.carriageReturn + 1)
  }
}
