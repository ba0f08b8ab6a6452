/// The encoding UTF-7 (RFC 2152): UTF-16 in base64 between `+` and `-`.
enum UTF7 {
  /// The byte that starts base64.
  static let sign = UInt8(ascii: "+")
  /// The minimum number of letters that are evidence.
  private static let leastCount = 4

  /// Returns whether bytes are text in this encoding, with letters beyond ASCII in it.
  static func isLikely(_ bytes: [UInt8]) -> Bool {
    var (letters, others) = (0, 0)
    var index = 0
    while let start = bytes[index...].firstIndex(of: sign) {
      let run = bytes[(start + 1)...].prefix { digit($0) != nil }
      index = run.endIndex
      if run.isEmpty {
        // `+-` is a plus sign.
        guard index < bytes.count else { break }
        guard bytes[index] == UInt8(ascii: "-") else { return false }
        continue
      }
      // Base64 of other kinds is padded.
      if index < bytes.count, bytes[index] == UInt8(ascii: "=") { return false }
      // The last run may be truncated by the end of the sample.
      guard let units = units(run) else { return index == bytes.count && letters >= leastCount }
      for scalar in String(decoding: units, as: UTF16.self).unicodeScalars {
        let kind = ScriptKind(of: scalar.value)
        let isLetter = scalar.value >= 0x80 && (kind.isAlphabetic || kind.isIdeographic)
        if isLetter { letters += 1 } else { others += 1 }
      }
    }
    return letters >= leastCount && letters > others
  }

  /// Decodes a run of base64; nil if it is not whole units of UTF-16.
  private static func units(_ run: ArraySlice<UInt8>) -> [UInt16]? {
    var units: [UInt16] = []
    var (bits, count): (UInt32, Int) = (0, 0)
    for byte in run {
      bits = bits << 6 | UInt32(digit(byte) ?? 0)
      count += 6
      guard count >= 16 else { continue }
      count -= 16
      units.append(UInt16(truncatingIfNeeded: bits >> UInt32(count)))
      bits &= 1 << UInt32(count) - 1
    }
    return count < 6 && bits == 0 ? units : nil
  }

  /// Returns the value of a base64 digit; nil for other bytes.
  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
