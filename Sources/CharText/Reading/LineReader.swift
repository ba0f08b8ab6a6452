internal import CharIO

/// Reads the lines of a file or of standard input, with their numbers.
///
/// A line ends with LF or CR LF, or, if line ends are converted to LF, with CR; the line end is not
/// included, and the last line may lack it. A byte order mark at the start is dropped.
struct LineReader {
  private var reader: ChunkReader
  /// The check of the bytes read so far.
  private(set) var check: TextCheck
  private let name: String
  private let longest: Int
  private let lineEnds: LineEnds
  private var lines = LineBuffer()
  /// Warnings about the file.
  var warnings: [String] { reader.warnings }
  /// The number of the last line, from 1.
  private(set) var number = 0

  /// Starts reading; a line longer than about `longest` bytes is an error.
  init(
    _ source: any ByteSource, name: String, invalidUTF8: InvalidUTF8Policy,
    chunkSize: Int = CorpusReader.defaultChunkSize, longest: Int = .max,
    lineEnds: LineEnds = .keep
  ) {
    self.lineEnds = lineEnds
    self.name = name
    self.longest = longest
    // Lines are split again, so a chunk only has to end between two scalars.
    reader = ChunkReader(source, chunkSize: chunkSize, isRaw: true, name: name)
    check = TextCheck(file: name, handling: invalidUTF8 == .replace ? .replace : .fail)
  }

  /// Returns the next line without its end, or nil at the end.
  ///
  /// - Throws: ``CorpusError``.
  mutating func next() throws -> [UInt8]? {
    while true {
      if let line = lines.next() { return counted(line) }
      guard lines.count <= longest else {
        throw CorpusError.badRecord(
          file: name, line: number + 1, problem: "longer than \(longest) bytes")
      }
      guard var chunk = try reader.next() else { return lines.last().map { counted($0) } }
      let isFirst = check.bytes == 0
      try check.check(&chunk)
      if isFirst, chunk.starts(with: UTF8Sequence.byteOrderMark) {
        chunk.removeFirst(UTF8Sequence.byteOrderMark.count)
      }
      lineEnds.apply(to: &chunk)
      lines.append { $0 += chunk }
    }
  }

  private mutating func counted(_ line: [UInt8]) -> [UInt8] {
    number += 1
    return line
  }
}
