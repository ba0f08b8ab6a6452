internal import CharIO
internal import CharText

/// The bytes of a file in pieces that end with a line feed, or, in a line that is very long, before a
/// byte that starts a character.
struct LinePieces<Source: ByteSource> {
  private static var partSize: Int { 1 << 18 }

  private var source: Source
  private var lines = LineBuffer()
  private var isAtEnd = false
  /// The number of the piece's line, from 1: line feeds before it, plus one.
  private(set) var line = 1
  /// Where the piece starts in the file.
  private(set) var offset = 0
  /// The column that the piece starts in, from 1.
  private(set) var column = 1
  private var next = (line: 1, column: 1, offset: 0)
  /// Holds the piece.
  var buffer: [UInt8] { lines.bytes }
  /// Where the last piece ends.
  var end: Int { next.offset }

  /// What a user should be told about the file.
  var warnings: [String] { source.warnings }
  /// The conversion that the bytes come from; nil where they are as they were.
  var conversion: ByteConversion? { source.conversion }

  init(_ source: Source) { self.source = source }

  /// The next piece as a range of ``buffer``, or nil at the end.
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

  /// Bytes that are left, without a sequence that is not whole yet.
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
