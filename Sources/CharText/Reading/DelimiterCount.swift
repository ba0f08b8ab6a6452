/// How often a delimiter was found.
struct DelimiterCount {
  /// Lines that are it.
  var lines = 0
  /// Lines that would be it but for white space at their end.
  var similar = 0

  /// Counts a line that is not the delimiter.
  mutating func note(_ line: [UInt8], _ delimiter: [UInt8]) {
    guard line.count > delimiter.count, line.starts(with: delimiter) else { return }
    let isSimilar = line[delimiter.count...].allSatisfy {
      $0 == ASCII.space || $0 == ASCII.tab || $0 == ASCII.carriageReturn
    }
    if isSimilar { similar += 1 }
  }

  /// Adds what was found elsewhere.
  mutating func add(_ other: DelimiterCount) {
    lines += other.lines
    similar += other.similar
  }

  /// What a user is told of a delimiter that no line is; nil if one is.
  ///
  /// - Parameters:
  ///   - delimiter: The text of the line.
  ///   - names: The files.
  /// - Returns: A line.
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
