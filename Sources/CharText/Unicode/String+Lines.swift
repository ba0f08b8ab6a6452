extension String {
  /// The lines of a text without their ends, which are LF or CR LF. The end of the last one is optional, so that an
  /// empty text has no line.
  package var lines: [String] {
    var lines = unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String($0.last == "\r" ? $0.dropLast() : $0) }
  }
}
