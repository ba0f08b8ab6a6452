/// Cuts bytes that arrive in parts into lines, which end with a line feed.
package struct LineBuffer {
  /// Bytes that arrived last; the ranges that were returned since then are of them.
  package private(set) var bytes: [UInt8] = []
  /// Where the next line starts, and up to where it has no end.
  private var (start, searched) = (0, 0)

  /// An empty buffer.
  package init() {}

  /// Bytes that were not taken yet.
  package var count: Int { bytes.count - start }

  /// Adds bytes.
  ///
  /// - Parameter add: Appends them.
  /// - Returns: What `add` returns.
  package mutating func append<Result>(
    _ add: (inout [UInt8]) throws -> Result
  ) rethrows -> Result {
    bytes.removeFirst(start)
    searched -= start
    start = 0
    return try add(&bytes)
  }

  /// Takes the next line.
  ///
  /// - Returns: Its place in ``bytes``, with its line feed; nil if its end has not arrived.
  package mutating func nextRange() -> Range<Int>? {
    guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = bytes.count
      return nil
    }
    return take(end + 1 - start)
  }

  /// Takes so many bytes, whether or not a line ends there.
  ///
  /// - Parameter count: How many, at most ``count``.
  /// - Returns: Their place in ``bytes``.
  package mutating func take(_ count: Int) -> Range<Int> {
    let range = start..<start + count
    start = range.upperBound
    searched = max(searched, start)
    return range
  }

  /// Takes the next line.
  ///
  /// - Returns: The line without its LF or CR LF; nil if its end has not arrived.
  package mutating func next() -> [UInt8]? {
    nextRange().map { line($0.lowerBound..<$0.upperBound - 1) }
  }

  /// Takes a last line that lacks its end.
  ///
  /// - Returns: The line; nil if nothing is left.
  package mutating func last() -> [UInt8]? { count == 0 ? nil : line(take(count)) }

  private func line(_ range: Range<Int>) -> [UInt8] {
    let line = bytes[range]
    return Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
  }
}
