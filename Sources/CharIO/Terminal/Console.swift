internal import Foundation

/// Terminal output: results go to standard output, all else to standard error.
package enum Console {
  /// True if standard error is a terminal.
  package static let isTerminal = isatty(2) == 1

  /// True if standard error may be colored.
  package static let isColored = isTerminal && allowsColor

  /// True if standard output is a terminal.
  package static let isOutputTerminal = isatty(1) == 1

  /// True if standard output may be colored.
  package static let isOutputColored = isOutputTerminal && allowsColor

  /// True if the environment allows colors.
  private static let allowsColor =
    ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  /// Columns of the terminal.
  package static let width = columns(2)

  /// Returns the terminal columns of standard output, 1, or standard error, 2.
  package static func columns(_ descriptor: Int32) -> Int {
    let named = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
    return max(20, named ?? terminalColumns(descriptor) ?? 80)
  }

  /// Writes to standard output without buffering.
  ///
  /// - Throws: `FileError`.
  package static func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Writes bytes, which may not be UTF-8.
  ///
  /// - Throws: `FileError`.
  package static func write(_ bytes: [UInt8]) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      throw FileError(
        path: "standard output", problem: "cannot be written: \(error.systemReason)")
    }
  }

  /// Writes a line to standard output.
  ///
  /// - Throws: `FileError`.
  package static func line(_ text: String) throws { try write(text + "\n") }

  /// Writes a line to standard error.
  package static func note(_ text: String) { raw(text + "\n") }

  /// Writes to standard error.
  package static func raw(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Returns text in an ANSI color.
  package static func paint(_ text: String, _ color: Int) -> String {
    text.styled("\(color)", if: isColored)
  }
}
