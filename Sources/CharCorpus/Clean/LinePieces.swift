internal import CharIO
internal import CharText

/// Splits a file into pieces that end with a line feed or, in a very long line, at a character
/// boundary.
struct LinePieces<Source: ByteSource> {
  private static var partSize: Int { 1 << 18 }

  private var source: Source
  private var lines = LineBuffer()
  private var isAtEnd = false
  /// The line number of the piece, from 1.
  private(set) var line = 1
  /// The byte offset of the piece in the file.
  private(set) var offset = 0
  /// The column of the start of the piece, from 1.
  private(set) var column = 1
  private var next = (line: 1, column: 1, offset: 0)
  /// The buffer that contains the piece.
  var buffer: [UInt8] { lines.bytes }
  /// The byte offset of the end of the last piece.
  var end: Int { next.offset }

  /// Warnings about the file.
  var warnings: [String] { source.warnings }
  /// The conversion from another encoding; nil if the file is read unconverted.
  var conversion: ByteConversion? { source.conversion }

  init(_ source: Source) { self.source = source }

  /// Returns the next piece as a range of ``buffer``, or nil at the end.
  ///
  /// - Throws: `CorpusError`.
  mutating func nextPiece() throws -> Range<Int>? {
    (line, column, offset) = next
    while true {
      if let piece = lines.nextRange() { return note(piece) }
      if isAtEnd { return lines.count > 0 ? note(lines.take(lines.count)) : nil }
      if lines.count >= Self.partSize { return note(lines.take(wholeCount)) }
      let part = try source.read(Self.partSize)
      isAtEnd = part.isEmpty
      lines.append { $0 += part }
    }
  }

  private mutating func note(_ range: Range<Int>) -> Range<Int> {
    next.offset += range.count
    if buffer[range.upperBound - 1] == ASCII.lineFeed {
      next.line += 1
      next.column = 1
    } else {
      next.column += UTF8Sequence.count(buffer, from: range.lowerBound, to: range.upperBound)
    }
    return range
  }

  /// The number of buffered bytes without an incomplete sequence.
  private var wholeCount: Int {
    let (bytes, count) = (lines.bytes, lines.count)
    let first = bytes.count - count
    for index in (max(first + 1, bytes.count - 3)..<bytes.count).reversed()
    where bytes[index] >= 0xC0 {
      let last = UTF8Sequence(bytes, at: index, end: bytes.count)
      return last.kind == .truncated ? index - first : count
    }
    return count
  }
}
