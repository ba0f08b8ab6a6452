/// Eight bytes at a time, for the loops that all text goes through.
extension Span<UInt8> {
  /// The bytes from a position on as one number, the first the lowest; beyond the end this traps.
  @inline(__always)
  func word(at position: Int) -> UInt64 {
    // Any eight bytes are a number, and the load itself checks bounds.
    UInt64(
      littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
  }
}

/// What holds of each of eight bytes below 128: the highest bit of those of which it does.
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

  /// ASCII's white space.
  @inline(__always)
  static func whiteSpace(_ word: UInt64) -> UInt64 {
    equal(word, to: ASCII.space)
      | atLeast(word, ASCII.tab) & ~atLeast(word, ASCII.carriageReturn + 1)
  }
}
