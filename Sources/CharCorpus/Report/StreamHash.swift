/// A streaming 64-bit hash.
///
/// Mixes eight bytes at once by two multiplications; the result is the same on every machine, so
/// that estimates made from hashes are reproducible.
package struct StreamHash {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var word: UInt64 = 0
  private var filled: UInt64 = 0

  package init() {}

  @inline(__always)
  package mutating func add(_ byte: UInt8) {
    word = word << 8 | UInt64(byte)
    filled &+= 1
    if filled & 7 == 0 {
      mix(word)
      word = 0
    }
  }

  /// Adds a number, such as the hash of a part.
  package mutating func add(_ number: UInt64) {
    mix(number)
    filled &+= 8
  }

  @inline(__always)
  private mutating func mix(_ number: UInt64) {
    let product = (state ^ number).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    state = (product.high ^ product.low) &* 0xE703_7ED1_A0B4_28DB ^ number &+ 0x8EBC_6AF0_9C88_C6E3
  }

  /// The hash of all bytes so far; never 0.
  package var value: UInt64 {
    var copy = self
    copy.mix(copy.word)
    copy.mix(copy.filled)
    let value = copy.state ^ copy.state >> 29
    return value == 0 ? 1 : value
  }
}
