/// Detects files that are clearly not text, as source trees contain.
enum BinaryCheck {
  /// The number of decompressed bytes examined.
  static let size = 8192

  /// Returns whether a file is in a foreign format, or has a zero byte near its start without a
  /// UTF-16 mark.
  ///
  /// Unreadable files are not binary, so that reading them reports the error.
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

  /// Returns a warning about skipped files; nil if there are none.
  static func warning(
    _ directory: String, _ found: [CorpusFiles.File], _ text: [CorpusFiles.File]
  ) -> String? {
    let count = found.count - text.count
    let kept = Set(text.map(\.path))
    guard let first = found.first(where: { !kept.contains($0.path) }) else { return nil }
    let files =
      count == 1 ? "1 file that is not text is" : "\(count) files that are not text are"
    return "\(directory): \(files) skipped (zero bytes among the first \(size); the first is "
      + "\(first.path)); name such a file explicitly to read it"
  }
}
