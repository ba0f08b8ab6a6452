internal import CharText

/// The bytes of a file in pieces that end with a line feed, or, in a line that is very long, before a
/// byte that starts a character.
struct LinePieces<Source: ByteSource> {
  private static var partSize: Int { 1 << 18 }

  private var source: Source
  private(set) var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// The number of the piece's line, from 1: line feeds before it, plus one.
  private(set) var line = 1
  /// Where the piece starts in the file.
  private(set) var offset = 0
  /// The column that the piece starts in, from 1.
  private(set) var column = 1
  private var next = (line: 1, column: 1, offset: 0)
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

  /// The end of the buffer, without a sequence that is not whole yet.
  private var cut: Int {
    for index in (max(start + 1, buffer.count - 3)..<buffer.count).reversed()
    where buffer[index] >= 0xC0 {
      let last = UTF8Sequence(buffer, at: index, end: buffer.count)
      return last.kind == .truncated ? index : buffer.count
    }
    return buffer.count
  }
}
