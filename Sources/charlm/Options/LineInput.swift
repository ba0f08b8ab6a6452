import CharNumerics
import CharText

/// The lines of a file or of standard input, some at a time: as many as have arrived, up to a limit.
struct LineInput {
  /// Lines, and bytes, after which no more are awaited.
  private static let (lines, bytes) = (1024, 1 << 20)
  private static let part = 1 << 16

  /// Bytes in UTF-8, or those of another encoding.
  private var source: ArrivingBytes?
  private var converted: TextSource?
  private var check: TextCheck
  private let dropsByteOrderMark: Bool
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  /// Opens a path, `-` being standard input.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - invalid: What to do about bytes that are not UTF-8.
  ///   - text: How the model reads text: any bytes or UTF-8; nil = UTF-8.
  ///   - encoding: The encoding of the text; nil = UTF-8.
  /// - Throws: `FileError` or `CorpusError`.
  init(
    _ path: String, invalid: InvalidUTF8Policy, for text: TextConfiguration? = nil,
    encoding: TextEncoding? = nil
  ) throws {
    if let encoding {
      converted = try TextSource(path, encoding: encoding, invalid: invalid)
    } else {
      source = try ArrivingBytes(path)
    }
    check = TextCheck(
      file: FileSource.title(of: path), handling: TextCheck.Handling(invalid, text))
    dropsByteOrderMark = text?.dropsByteOrderMarkOfFiles ?? true
  }

  /// Warns, at the end, of bytes that were replaced and of an encoding that was recognized.
  func warn() {
    let own = InvalidUTF8Policy.warning(replaced: check.replaced, files: 1)
    for warning in (converted?.warnings ?? []) + (own.map { [$0] } ?? []) {
      Console.warning(warning)
    }
  }

  /// The next lines, without their ends: at least one; nil at the end. The last line may lack its
  /// end, and CR LF counts as one.
  mutating func next() throws -> [String]? {
    try nextBytes()?.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The same as they stand.
  mutating func nextBytes() throws -> [[UInt8]]? {
    var ends: [Int] = []
    var searched = 0
    while true {
      for index in searched..<buffer.count where buffer[index] == UInt8(ascii: "\n") {
        ends.append(index)
        if ends.count == Self.lines { break }
      }
      searched = buffer.count
      let isEnough =
        ends.count == Self.lines || buffer.count >= Self.bytes || !(source?.isReady ?? false)
      if isAtEnd || (!ends.isEmpty && isEnough) { break }
      isAtEnd = try !readMore()
    }
    if isAtEnd, ends.count < Self.lines, ends.last.map({ $0 + 1 }) ?? 0 < buffer.count {
      ends.append(buffer.count)
    }
    guard let last = ends.last else { return nil }
    var text = Array(buffer[..<last])
    buffer.removeFirst(min(last + 1, buffer.count))
    return try split(&text)
  }

  /// Reads some more; returns whether there was any.
  private mutating func readMore() throws -> Bool {
    let count = max(Self.part, buffer.count)
    guard let data = try converted?.read(count) else {
      return try source?.read(count, into: &buffer) ?? false
    }
    buffer += data
    return !data.isEmpty
  }

  private mutating func split(_ text: inout [UInt8]) throws -> [[UInt8]] {
    text.append(UInt8(ascii: "\n"))
    let isStart = check.bytes == 0
    try check.check(&text)
    var lines: [[UInt8]] = []
    let mark = UTF8Sequence.byteOrderMark
    var start = isStart && dropsByteOrderMark && text.starts(with: mark) ? mark.count : 0
    for end in text.indices where text[end] == UInt8(ascii: "\n") {
      var line = text[start..<end]
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      lines.append(Array(line))
      start = end + 1
    }
    return lines
  }
}
