import CharIO
import CharText

/// Lines of a file or of standard input in batches: those available, up to a limit.
struct LineInput {
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
  /// Progress, unless results appear on the terminal as they are computed.
  private var progress: ByteProgress?
  private var bytesTaken = 0
  private let size: Int?

  /// Opens a path; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - invalid: Handling of bytes that are not UTF-8.
  ///   - text: The model's text settings: any bytes or UTF-8; nil = UTF-8.
  ///   - encoding: The encoding of the text; nil = UTF-8.
  ///   - isQuiet: True if nothing is printed before all lines are read.
  /// - Throws: `FileError` or `CorpusError`.
  init(
    _ path: String, invalid: InvalidUTF8Policy, for text: TextConfiguration? = nil,
    encoding: TextEncoding? = nil, isQuiet: Bool = false
  ) throws {
    size = path == "-" ? nil : (try? FileSystem.status(path))?.size
    if size != nil, isQuiet || !Console.isOutputTerminal {
      progress = ByteProgress("reading", plain: .seconds(5))
    }
    if let encoding {
      converted = try TextSource(path, encoding: encoding, invalid: invalid)
    } else {
      source = try ArrivingBytes(path)
    }
    check = TextCheck(
      file: FileSource.title(of: path), handling: TextCheck.Handling(invalid, text))
    dropsByteOrderMark = text?.dropsByteOrderMarkOfFiles ?? true
  }

  /// Warns, at the end, about replaced bytes and a detected or likely encoding.
  func warn() {
    for warning in (converted?.warnings ?? []) + check.warnings { Console.warning(warning) }
  }

  /// Returns the next lines without line ends, at least one; nil at the end. The last line end is
  /// optional, and CR LF counts as one.
  mutating func next() throws -> [String]? {
    try nextBytes()?.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Returns the next lines as bytes.
  mutating func nextBytes() throws -> [[UInt8]]? {
    // The lines before these have been worked on.
    let (taken, total) = (bytesTaken, size)
    if taken > 0 { progress?.show(taken, of: total) }
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
      text.append(UInt8(ascii: "\n"))
    }
    guard !text.isEmpty else {
      progress?.clear()
      return nil
    }
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
    let mark = UTF8Sequence.byteOrderMark
    if isStart && dropsByteOrderMark && text.starts(with: mark) { text.removeFirst(mark.count) }
    var (buffer, lines) = (LineBuffer(), [[UInt8]]())
    buffer.append { $0 = text }
    while let line = buffer.next() { lines.append(line) }
    return lines
  }
}
