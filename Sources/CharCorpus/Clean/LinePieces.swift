internal import CharText

/// Splits a file into pieces that end with a line feed or, in a very long line, at a character
/// boundary.
struct LinePieces<Source: ByteSource> {
  private static var partSize: Int { 1 << 18 }

  private var source: Source
  private(set) var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// The line number of the piece, from 1.
  private(set) var line = 1
  /// The byte offset of the piece in the file.
  private(set) var offset = 0
  /// The column of the start of the piece, from 1.
  private(set) var column = 1
  private var next = (line: 1, column: 1, offset: 0)
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
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: ASCII.lineFeed) { return take(to: end + 1) }
      if isAtEnd { return start < buffer.count ? take(to: buffer.count) : nil }
      if buffer.count - start >= Self.partSize { return take(to: cut) }
      buffer.removeFirst(start)
      start = 0
      searched = buffer.count
      let part = try source.read(Self.partSize)
      isAtEnd = part.isEmpty
      buffer += part
    }
  }

  private mutating func take(to end: Int) -> Range<Int> {
    let range = start..<end
    next.offset += range.count
    if buffer[end - 1] == ASCII.lineFeed {
      next.line += 1
      next.column = 1
    } else {
      next.column += UTF8Sequence.count(buffer, from: start, to: end)
    }
    start = end
    return range
  }

  /// The end of the buffer without an incomplete sequence.
  private var cut: Int {
    for index in (max(start + 1, buffer.count - 3)..<buffer.count).reversed()
    where buffer[index] >= 0xC0 {
      let last = UTF8Sequence(buffer, at: index, end: buffer.count)
      return last.kind == .truncated ? index : buffer.count
    }
    return buffer.count
  }
}
