/// Terminal escape sequences (ECMA-48): colors, titles, cursor movements.
package enum EscapeSequence {
  private static let escape: UInt8 = 0x1B
  private static let bell: UInt8 = 0x07

  /// Returns the length of the sequence at the start of a range; nil if there is none, or if it
  /// does not end in the range.
  package static func length(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard bytes[range.lowerBound] == escape, range.count > 1 else { return nil }
    var index = range.lowerBound + 1
    switch bytes[index] {
    case UInt8(ascii: "["):
      // Parameters, then intermediate bytes, then a final one.
      index += 1
      while index < range.upperBound, 0x30...0x3F ~= bytes[index] { index += 1 }
      while index < range.upperBound, 0x20...0x2F ~= bytes[index] { index += 1 }
      guard index < range.upperBound, 0x40...0x7E ~= bytes[index] else { return nil }
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
      UInt8(ascii: "_"):
      // A string, terminated by a bell or by ESC and a backslash.
      index += 1
      while index < range.upperBound, bytes[index] != bell, bytes[index] != escape { index += 1 }
      guard index < range.upperBound else { return nil }
      if bytes[index] == escape {
        index += 1
        guard index < range.upperBound, bytes[index] == UInt8(ascii: "\\") else { return nil }
      }
    default:
      while index < range.upperBound, 0x20...0x2F ~= bytes[index] { index += 1 }
      guard index < range.upperBound, 0x30...0x7E ~= bytes[index] else { return nil }
    }
    return index + 1 - range.lowerBound
  }
}
