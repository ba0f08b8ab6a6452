/// Tells files that are plainly no text, of which source trees have some.
enum BinaryCheck {
  /// How far a file is read for it, decompressed.
  static let size = 8192

  /// Whether a file is an archive or the like, or a zero byte is among the first, and nothing says that
  /// they are UTF-16.
  ///
  /// A file that cannot be read is not: reading it says what is wrong.
  static func isBinary(_ path: String, _ encoding: TextEncoding? = nil) -> Bool {
    var source: TextSource
    do { source = try TextSource(path, encoding: encoding) } catch {
      guard case CorpusError.foreignFormat = error else { return false }
      return true
    }
    var start: [UInt8] = []
    while start.count < size, let data = try? source.read(size - start.count), !data.isEmpty {
      start += data
    }
    let isMarked = start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
    return start.contains(0) && !isMarked
  }

  /// What a user is told about those that are skipped; nil if there are none.
  static func warning(
    _ directory: String, _ found: [CorpusFiles.File], _ text: [CorpusFiles.File]
  ) -> String? {
    let count = found.count - text.count
    let kept = Set(text.map(\.path))
    guard let first = found.first(where: { !kept.contains($0.path) }) else { return nil }
    let files =
      count == 1 ? "1 file that looks like no text is" : "\(count) files that look like no text are"
    return "\(directory): \(files) skipped (zero bytes among the first \(size); the first is "
      + "\(first.path)); name such a file itself to read it"
  }
}
