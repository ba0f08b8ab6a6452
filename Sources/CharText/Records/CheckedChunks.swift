/// Reads a file as valid UTF-8 in chunks that may end between any two characters.
struct CheckedChunks {
  private var reader: ChunkReader
  private(set) var check: TextCheck
  private let name: String
  /// The error of the first replaced bytes, if they are in the first chunk.
  private(set) var invalid: CorpusError?

  init(_ source: any ByteSource, name: String, invalidUTF8: InvalidUTF8Policy) {
    reader = ChunkReader(
      source, chunkSize: CorpusReader.defaultChunkSize, isRaw: true, name: name)
    self.name = name
    check = TextCheck(file: name, handling: invalidUTF8 == .replace ? .replace : .fail)
  }

  var warnings: [String] { reader.warnings + (check.warning.map { [$0] } ?? []) }

  /// Returns the next chunk, without a byte order mark at the start of the file; nil at the end.
  ///
  /// - Throws: ``CorpusError``.
  mutating func next() throws -> [UInt8]? {
    guard var chunk = try reader.next() else { return nil }
    let isFirst = check.bytes == 0
    let original = isFirst ? chunk : []
    try check.check(&chunk)
    if check.replaced > 0, isFirst { invalid = Self.error(original, name) }
    if isFirst, chunk.starts(with: UTF8Sequence.byteOrderMark) {
      chunk.removeFirst(UTF8Sequence.byteOrderMark.count)
    }
    return chunk
  }

  /// Returns the error of the first chunk.
  private static func error(_ start: [UInt8], _ name: String) -> CorpusError? {
    var start = start
    var check = TextCheck(file: name, handling: .fail)
    do { try check.check(&start) } catch { return error as? CorpusError }
    return nil
  }
}
