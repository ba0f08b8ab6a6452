/// The cyclic redundancy check of Castagnoli's polynomial, as in RFC 3720, appendix B.4.
package enum CRC32C {
  /// The polynomial, lowest power in the highest bit.
  private static let polynomial: UInt32 = 0x82F6_3B78

  /// The checksum contribution of each byte.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1
    }
  }

  /// Returns the checksum of bytes.
  ///
  /// - Parameter bytes: the data.
  /// - Returns: the 32-bit checksum.
  package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let table = table
    return ~bytes.reduce(~0) { sum, byte in
      sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xFF)]
    }
  }

  /// Returns the masked checksum of record files: rotated and offset, so that checksums of data
  /// with embedded checksums are not degenerate.
  ///
  /// - Parameter bytes: the data.
  /// - Returns: the masked 32-bit checksum.
  package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let sum = checksum(bytes)
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }
}
