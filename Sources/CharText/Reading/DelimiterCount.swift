/// The number of delimiter lines found.
struct DelimiterCount {
  /// The number of lines equal to the delimiter.
  var lines = 0
  /// The number of lines that differ from it only in trailing white space.
  var similar = 0

  /// Counts a line that is not the delimiter.
  mutating func note(_ line: [UInt8], _ delimiter: [UInt8]) {
    guard line.count > delimiter.count, line.starts(with: delimiter) else { return }
    let isSimilar = line[delimiter.count...].allSatisfy {
      $0 == ASCII.space || $0 == ASCII.tab || $0 == ASCII.carriageReturn
    }
    if isSimilar { similar += 1 }
  }

  /// Adds another count.
  mutating func add(_ other: DelimiterCount) {
    lines += other.lines
    similar += other.similar
  }

  /// Returns a warning if no line is the delimiter.
  ///
  /// - Parameters:
  ///   - delimiter: The text of the line.
  ///   - names: The names of the files.
  /// - Returns: The warning; nil if the delimiter was found.
  func warning(_ delimiter: String, names: [String]) -> String? {
    guard lines == 0 else { return nil }
    let found =
      similar == 0
      ? ""
      : "; \(similar) \(similar == 1 ? "line" : "lines") would be, but for white space at "
        + "\(similar == 1 ? "its" : "their") end"
    return "\(CorpusError.list(names)): no line is the delimiter \"\(delimiter)\", so that all "
      + "of each file is one document\(found)"
  }
}
