internal import CharIO

/// Lines of a file or of standard input in batches: those available, up to a limit.
package struct LineBatches {
  /// Maximum lines and bytes per batch.
  private static let (lines, bytes) = (1024, 1 << 20)
  private static let part = 1 << 16

  /// The input bytes in UTF-8 or another encoding.
  private var source: ArrivingBytes?
  private var converted: TextSource?
  private var check: TextCheck
  private let dropsByteOrderMark: Bool
  private var buffer = LineBuffer()
  private var isAtEnd = false
  /// The bytes of the batches so far.
  package private(set) var bytesTaken = 0
  /// The size of the file in bytes; nil if it is not known.
  package let size: Int?

  /// Opens a path; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - invalid: The treatment of bytes that are not UTF-8.
  ///   - text: The model's text settings: any bytes or UTF-8; nil = UTF-8.
  ///   - encoding: The encoding of the text; nil = UTF-8.
  /// - Throws: `FileError` or ``CorpusError``.
  package init(
    _ path: String, invalid: InvalidUTF8Policy = .error, for text: TextConfiguration? = nil,
    encoding: TextEncoding? = nil
  ) throws {
    size = path == "-" ? nil : (try? FileSystem.status(path))?.size
    if let encoding {
      converted = try TextSource(path, encoding: encoding, invalid: invalid)
    } else {
      source = try ArrivingBytes(path)
    }
    check = TextCheck(
      file: FileSource.title(of: path), handling: TextCheck.Handling(invalid, text))
    dropsByteOrderMark = text?.dropsByteOrderMarkOfFiles ?? true
  }

  /// Warnings about replaced bytes, and about a detected or likely encoding; complete at the end.
  package var warnings: [String] { (converted?.warnings ?? []) + check.warnings }

  /// Returns the next lines without line ends, at least one; nil at the end. The last line end is
  /// optional, and CR LF counts as one.
  ///
  /// - Returns: The lines.
  /// - Throws: `FileError` or ``CorpusError``.
  package mutating func next() throws -> [[UInt8]]? {
    var text: [UInt8] = []
    var count = 0
    while true {
      while count < Self.lines, let line = buffer.nextRange() {
        text += buffer.bytes[line]
        count += 1
      }
      let isEnough =
        count == Self.lines || text.count + buffer.count >= Self.bytes
        || !(source?.isReady ?? false)
      if isAtEnd || (count > 0 && isEnough) { break }
      isAtEnd = try !readMore()
    }
    if isAtEnd, count < Self.lines, buffer.count > 0 {
      let last = buffer.take(buffer.count)
      text += buffer.bytes[last]
      text.append(ASCII.lineFeed)
    }
    guard !text.isEmpty else { return nil }
    bytesTaken += text.count
    return try split(&text)
  }

  /// Reads more bytes; returns false at the end.
  private mutating func readMore() throws -> Bool {
    let count = max(Self.part, buffer.count)
    if let data = try converted?.read(count) {
      buffer.append { $0 += data }
      return !data.isEmpty
    }
    let source = source
    return try buffer.append { try source?.read(count, into: &$0) ?? false }
  }

  private mutating func split(_ text: inout [UInt8]) throws -> [[UInt8]] {
    let isStart = check.bytes == 0
    try check.check(&text)
    if isStart, dropsByteOrderMark { UTF8Sequence.dropByteOrderMark(of: &text) }
    var (buffer, lines) = (LineBuffer(), [[UInt8]]())
    buffer.append { $0 = text }
    while let line = buffer.next() { lines.append(line) }
    return lines
  }
}
