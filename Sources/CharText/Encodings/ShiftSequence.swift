/// The sequences of ASCII bytes with which ISO-2022-JP shifts to Japanese.
package enum ShiftSequence {
  /// The first byte of each sequence.
  package static let escape: UInt8 = 0x1B
  /// The length of each sequence.
  static let length = 3
  /// The bytes after the escape: to JIS X 0208 of 1983 and of 1978, and to JIS X 0201.
  private static let rests: [[UInt8]] = [
    [0x24, 0x42], [0x24, 0x40], [0x28, 0x4A],
  ]

  /// Returns whether a sequence starts at an index.
  package static func starts(_ bytes: [UInt8], at index: Int) -> Bool {
    guard index + length <= bytes.count, bytes[index] == escape else { return false }
    return rests.contains { $0[0] == bytes[index + 1] && $0[1] == bytes[index + 2] }
  }

  /// Returns whether bytes contain a sequence.
  static func occurs(in bytes: [UInt8]) -> Bool {
    guard var index = bytes.firstIndex(of: escape) else { return false }
    while true {
      if starts(bytes, at: index) { return true }
      guard let next = bytes[(index + 1)...].firstIndex(of: escape) else { return false }
      index = next
    }
  }
}
