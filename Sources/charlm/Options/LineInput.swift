import CharIO
import CharReport
import CharText

/// Lines of a file or of standard input in batches, with progress.
struct LineInput {
  private var batches: LineBatches
  /// Progress, unless results appear on the terminal as they are computed.
  private var progress: ByteProgress?

  /// Opens lines.
  ///
  /// - Parameters:
  ///   - batches: The lines.
  ///   - isQuiet: True if nothing is printed before all lines are read.
  init(_ batches: LineBatches, isQuiet: Bool = false) {
    self.batches = batches
    if batches.size != nil, isQuiet || !Console.isOutputTerminal {
      progress = ByteProgress("reading", plain: .seconds(5))
    }
  }

  /// Warns, at the end, about replaced bytes and a detected or likely encoding.
  func warn() { Console.warn(batches.warnings) }

  /// Returns the next lines without line ends, at least one; nil at the end.
  mutating func next() throws -> [String]? {
    try nextBytes()?.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Returns the next lines as bytes.
  mutating func nextBytes() throws -> [[UInt8]]? {
    // The lines before these have been worked on.
    if batches.bytesTaken > 0 { progress?.show(batches.bytesTaken, of: batches.size) }
    let lines = try batches.next()
    if lines == nil { progress?.clear() }
    return lines
  }
}
