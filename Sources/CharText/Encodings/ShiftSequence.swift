/// The escape sequences with which the encodings of ISO 2022 shift to Japanese, Korean or Chinese.
package enum ShiftSequence {
  /// The first byte of each sequence.
  package static let escape: UInt8 = 0x1B
  /// The maximum length of a sequence.
  static let length = 4
  /// The bytes after the escape.
  private static let rests: [[UInt8]] = [
    // ISO-2022-JP: JIS X 0208 of 1983 and of 1978, JIS X 0201 with Latin letters and with kana.
    "$B", "$@", "(J", "(I",
    // Its variants: JIS X 0212 and 0213, GB 2312 and KS X 1001.
    "$(D", "$(O", "$(P", "$(Q", "$A", "$(C",
    // ISO-2022-KR and ISO-2022-CN, once per text or line before shifts in and out.
    "$)C", "$)A", "$)G", "$*H",
  ].map { Array($0.utf8) }

  /// Returns whether a sequence starts at an index.
  static func starts(_ bytes: [UInt8], at index: Int) -> Bool {
    bytes[index] == escape && rests.contains { bytes[(index + 1)...].starts(with: $0) }
  }

  /// Returns the index of the first sequence; nil if there is none.
  static func first(in bytes: [UInt8]) -> Int? {
    bytes.indices.first { starts(bytes, at: $0) }
  }
}
