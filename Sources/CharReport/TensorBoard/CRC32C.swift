/// The cyclic redundancy check of Castagnoli's polynomial, as in RFC 3720, appendix B.4.
package enum CRC32C {
  /// The polynomial, lowest power in the highest bit.
  private static let polynomial: UInt32 = 0x82F6_3B78

  /// What each byte adds.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1
    }
  }

  /// The checksum of some bytes.
  ///
  /// - Parameter bytes: all of them.
  /// - Returns: 32 bits.
  package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let table = table
    return ~bytes.reduce(~0) { sum, byte in
      sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xFF)]
    }
  }

  /// The checksum as record files have it: turned and shifted, so that a checksum of bytes that hold
  /// checksums is no special one.
  ///
  /// - Parameter bytes: all of them.
  /// - Returns: 32 bits.
  package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let sum = checksum(bytes)
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }
}
