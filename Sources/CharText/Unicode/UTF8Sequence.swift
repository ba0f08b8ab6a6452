/// One step through UTF-8: a scalar, or a maximal subpart of an ill-formed sequence.
///
/// Well-formed sequences are defined in table 3-7 of The Unicode Standard; its section 3.9
/// recommends replacing each maximal subpart by one U+FFFD.
package struct UTF8Sequence {
  package enum Kind {
    /// A well-formed sequence.
    case scalar
    /// A maximal subpart of an ill-formed sequence.
    case invalid
    /// The start of a well-formed sequence, cut off by the end of the bytes.
    case truncated
  }

  package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Removes a byte order mark at the start of a text.
  static func dropByteOrderMark(of text: inout [UInt8]) {
    if text.starts(with: byteOrderMark) { text.removeFirst(byteOrderMark.count) }
  }

  package static let replacement: UInt32 = 0xFFFD
  package static let replacementBytes: [UInt8] = [0xEF, 0xBF, 0xBD]

  package var kind: Kind
  /// The scalar, or U+FFFD.
  package var scalar: UInt32
  /// The number of bytes, at least 1.
  package var length: Int

  /// Decodes the sequence at `start`, which must be below `end`.
  @inline(__always)
  package init(_ bytes: [UInt8], at start: Int, end: Int) {
    let lead = bytes[start]
    if lead < 0x80 {
      self.init(asciiByte: lead)
    } else {
      self.init(bytes, multibyteAt: start, end: end)
    }
  }

  @inline(__always)
  private init(asciiByte byte: UInt8) {
    kind = .scalar
    scalar = UInt32(byte)
    length = 1
  }

  private init(_ bytes: [UInt8], multibyteAt start: Int, end: Int) {
    let lead = bytes[start]
    var range: ClosedRange<UInt8> = 0x80...0xBF
    let needed: Int
    switch lead {
    case 0xC2...0xDF: needed = 2
    case 0xE0: (needed, range) = (3, 0xA0...0xBF)
    case 0xED: (needed, range) = (3, 0x80...0x9F)
    case 0xE1...0xEF: needed = 3
    case 0xF0: (needed, range) = (4, 0x90...0xBF)
    case 0xF1...0xF3: needed = 4
    case 0xF4: (needed, range) = (4, 0x80...0x8F)
    default: needed = 1
    }
    kind = .invalid
    scalar = Self.replacement
    length = 1
    guard needed > 1 else { return }
    var value = UInt32(lead) & (0x7F >> UInt32(needed))
    while length < needed {
      guard start + length < end else {
        kind = .truncated
        return
      }
      let next = bytes[start + length]
      guard range.contains(next) else { return }
      range = 0x80...0xBF
      value = value << 6 | UInt32(next & 0x3F)
      length += 1
    }
    kind = .scalar
    scalar = value
  }

  /// Decodes the well-formed sequence that ends just before `end`, or returns nil.
  init?(_ bytes: [UInt8], endingAt end: Int) {
    var start = end - 1
    while start > 0, end - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    guard start >= 0 else { return nil }
    self.init(bytes, at: start, end: end)
    guard kind == .scalar, start + length == end else { return nil }
  }

  /// Returns the number of UTF-8 bytes of a scalar.
  package static func length(of scalar: UInt32) -> Int {
    scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
  }

  /// Appends the UTF-8 bytes of a scalar.
  @inline(__always)
  package static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    if scalar < 0x80 {
      bytes.append(UInt8(scalar))
    } else if scalar < 0x800 {
      bytes.append(UInt8(0xC0 | scalar >> 6))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    } else if scalar < 0x10000 {
      bytes.append(UInt8(0xE0 | scalar >> 12))
      bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    } else {
      bytes.append(UInt8(0xF0 | scalar >> 18 & 0x07))
      bytes.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    }
  }

  /// Returns the number of scalars in a range of bytes, each maximal subpart counted as one.
  package static func count(_ bytes: [UInt8], from start: Int, to end: Int) -> Int {
    var (count, index) = (0, start)
    while index < end {
      index += UTF8Sequence(bytes, at: index, end: end).length
      count += 1
    }
    return count
  }

  /// Returns the scalars of bytes, with U+FFFD for each maximal subpart.
  package static func scalars(of bytes: [UInt8]) -> [UInt32] {
    var scalars: [UInt32] = []
    var index = 0
    while index < bytes.count {
      let next = UTF8Sequence(bytes, at: index, end: bytes.count)
      scalars.append(next.scalar)
      index += next.length
    }
    return scalars
  }
}
