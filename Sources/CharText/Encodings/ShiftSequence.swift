/// The escape sequences with which the encodings of ISO 2022 shift to Japanese, Korean or Chinese.
package enum ShiftSequence {
  /// The first byte of each sequence.
  package static let escape: UInt8 = 0x1B
  /// The maximum length of a sequence.
  static let length = 4

  /// Returns the index of the first sequence; nil if there is none.
  static func first(in bytes: [UInt8]) -> Int? {
    bytes.indices.first { encodings(bytes, at: $0) != nil }
  }

  /// Returns the names of the encodings in iconv that have all sequences of a text.
  static func encodings(of bytes: [UInt8]) -> [String] {
    var names = ["ISO-2022-JP", "ISO-2022-JP-2", "ISO-2022-JP-3", "ISO-2022-KR", "ISO-2022-CN"]
    for index in bytes.indices {
      guard let known = encodings(bytes, at: index) else { continue }
      names = names.filter { known.contains($0) }
    }
    return names
  }

  /// Returns the encodings that have the sequence at an index; nil if none starts there.
  private static func encodings(_ bytes: [UInt8], at index: Int) -> [String]? {
    guard bytes[index] == escape else { return nil }
    for length in [2, 3] {
      switch String(decoding: bytes[(index + 1)...].prefix(length), as: UTF8.self) {
      // JIS X 0208 of 1983 and of 1978, and JIS X 0201 with Latin letters.
      case "$B", "$@", "(J": return ["ISO-2022-JP", "ISO-2022-JP-2", "ISO-2022-JP-3"]
      // GB 2312, KS X 1001 and JIS X 0212.
      case "$A", "$(C", "$(D": return ["ISO-2022-JP-2"]
      // JIS X 0201 with kana, and JIS X 0213.
      case "(I", "$(O", "$(P", "$(Q": return ["ISO-2022-JP-3"]
      case "$)C": return ["ISO-2022-KR"]
      case "$)A", "$)G", "$*H": return ["ISO-2022-CN"]
      default: continue
      }
    }
    return nil
  }
}
