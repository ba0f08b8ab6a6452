/// The encoding HZ (RFC 1843): GB 2312 in seven bits between `~{` and `~}`.
enum HZ {
  /// The first byte of each shift sequence.
  static let sign = UInt8(ascii: "~")
  /// The minimum number of Chinese characters that are evidence.
  private static let leastCount = 4

  /// Returns whether bytes are text in this encoding, with Chinese in it.
  static func isLikely(_ bytes: [UInt8]) -> Bool {
    var count = 0
    var index = 0
    while let start = bytes[index...].firstIndex(of: sign) {
      guard start + 1 < bytes.count else { break }
      index = start + 2
      guard bytes[start + 1] == UInt8(ascii: "{") else { continue }
      while index + 1 < bytes.count, isCharacter(bytes[index], bytes[index + 1]) {
        count += 1
        index += 2
      }
      guard index + 1 < bytes.count else { break }
      guard bytes[index] == sign, bytes[index + 1] == UInt8(ascii: "}") else { return false }
      index += 2
    }
    return count >= leastCount
  }

  /// Returns whether two bytes are a character of GB 2312.
  private static func isCharacter(_ first: UInt8, _ second: UInt8) -> Bool {
    (0x21...0x77).contains(first) && (0x21...0x7E).contains(second)
  }
}
