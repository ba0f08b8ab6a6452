import CharLM
import CharIO
import CharReport
import CharText
import Foundation

/// Terminal output: results go to standard output, all else to standard error.
enum Console {
  /// True if standard error is a terminal.
  static let isTerminal = isatty(2) == 1

  /// True if standard error may be colored.
  static let isColored = isTerminal && allowsColor

  /// True if standard output is a terminal.
  static let isOutputTerminal = isatty(1) == 1

  /// True if standard output may be colored.
  static let isOutputColored = isOutputTerminal && allowsColor

  /// True if the environment allows colors.
  private static let allowsColor =
    ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  /// Columns of the terminal.
  static let width = columns(2)

  /// Returns the terminal columns of standard output, 1, or standard error, 2.
  static func columns(_ descriptor: Int32) -> Int {
    let named = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
    return max(20, named ?? terminalColumns(descriptor) ?? 80)
  }

  /// Writes to standard output without buffering.
  static func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Writes bytes, which may not be UTF-8.
  static func write(_ bytes: [UInt8]) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      throw Failure("standard output: cannot be written: \(error.systemReason)")
    }
  }

  /// Writes a line to standard output.
  static func line(_ text: String) throws { try write(text + "\n") }

  /// Writes a line to standard error.
  static func note(_ text: String) { raw(text + "\n") }

  /// Writes a sentence to standard error; on a terminal its lines break between words.
  static func sentence(_ text: String) {
    note(isTerminal ? text.wrapped(to: width).joined(separator: "\n") : text)
  }

  /// Writes to standard error.
  static func raw(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Writes a warning to standard error.
  static func warning(_ text: String) {
    note("charlm: \(paint("warning", 33)): \(text.withFlags.withoutControls)")
  }

  /// Writes the error that ends the command.
  static func error(_ text: String) {
    note("charlm: \(paint("error", 31)): \(text.withoutControls)")
  }

  /// Returns text in an ANSI color.
  static func paint(_ text: String, _ color: Int) -> String {
    text.styled("\(color)", if: isColored)
  }
}
