/// Splits bytes that arrive in parts into lines, which end with a line feed.
package struct LineBuffer {
  /// The buffered bytes, to which the ranges returned since the last append refer.
  package private(set) var bytes: [UInt8] = []
  /// The start of the next line, and the index before which it has no end.
  private var (start, searched) = (0, 0)

  /// Creates an empty buffer.
  package init() {}

  /// The number of bytes not taken yet.
  package var count: Int { bytes.count - start }

  /// Adds bytes.
  ///
  /// - Parameter add: Appends the bytes.
  /// - Returns: The result of `add`.
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
  /// - Returns: The range of the line in ``bytes``, including its line feed; nil if its end has not
  ///   arrived.
  package mutating func nextRange() -> Range<Int>? {
    guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = bytes.count
      return nil
    }
    return take(end + 1 - start)
  }

  /// Takes a number of bytes, regardless of line ends.
  ///
  /// - Parameter count: The number of bytes, at most ``count``.
  /// - Returns: The range of the bytes in ``bytes``.
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

  /// Takes an incomplete last line.
  ///
  /// - Returns: The line; nil if nothing is left.
  package mutating func last() -> [UInt8]? { count == 0 ? nil : line(take(count)) }

  private func line(_ range: Range<Int>) -> [UInt8] {
    let line = bytes[range]
    return Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
  }
}
