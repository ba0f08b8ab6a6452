/// A fingerprint of data: an FNV-1a hash.
struct Fingerprint {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01B3

  var text: String { String(hash, radix: 16) }

  /// Adds a text and a terminator.
  mutating func add(bytes: [UInt8]) {
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* Self.prime }
    // Not a byte value.
    hash = (hash ^ 0x100) &* Self.prime
  }

  /// Adds numbers and their count.
  mutating func add(_ numbers: [Int32]) {
    for number in numbers { hash = (hash ^ UInt64(UInt32(bitPattern: number))) &* Self.prime }
    hash = (hash ^ UInt64(numbers.count)) &* Self.prime
  }
}
