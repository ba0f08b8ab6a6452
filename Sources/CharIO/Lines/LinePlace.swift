/// A place in a text: line and column, from 1. Columns count Unicode scalars.
package struct LinePlace: Equatable, Sendable {
  /// The line.
  package var line = 1
  /// The column.
  package var column = 1

  /// Creates the place at the start of a text.
  package init() {}

  /// Creates the place of a byte of a text.
  ///
  /// - Parameters:
  ///   - offset: The offset of the byte.
  ///   - bytes: The text in UTF-8.
  package init(of offset: Int, in bytes: [UInt8]) { advance(over: bytes.prefix(offset)) }

  /// Moves the place past a part of the text, which does not end inside a character.
  ///
  /// - Parameter bytes: The part in UTF-8.
  package mutating func advance(over bytes: ArraySlice<UInt8>) {
    let start = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
    if start != nil {
      line += bytes.count { $0 == UInt8(ascii: "\n") }
      column = 1
    }
    // Exactly one byte of each scalar is not a continuation byte.
    column += bytes[(start ?? bytes.startIndex)...].count { $0 & 0xC0 != 0x80 }
  }
}

extension LinePlace: CustomStringConvertible {
  package var description: String { "\(line):\(column)" }
}
