internal import Foundation

/// A file of JSON objects, one a line, that grows with a run: each has the `step` that it belongs to.
///
/// Every line is written at once, so that a process that is killed leaves at most the last one
/// incomplete; a reader skips what it does not understand.
package struct StepLog: Sendable {
  /// A line that is longer is damage.
  private static let longest = 1 << 20

  private let path: String

  /// A log, which need not be there.
  package init(_ path: String) { self.path = path }

  /// Appends a line; the first one makes the file.
  ///
  /// - Parameter object: The line.
  /// - Throws: `FileError`.
  package func append(_ object: JSON) throws {
    do {
      if !FileManager.default.fileExists(atPath: path) {
        try Data().write(to: URL(fileURLWithPath: path))
      }
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("\(object.text)\n".utf8))
    } catch {
      throw FileError(path: path, problem: "cannot be written: \(error.systemReason)")
    }
  }

  /// Takes back the lines of later steps, and those that say none; makes the file if it is missing.
  ///
  /// - Parameter step: The last step that stays.
  /// - Throws: `FileError`.
  package func rewind(to step: Int) throws {
    var kept: [UInt8] = []
    if FileManager.default.fileExists(atPath: path) {
      _ = try read { line in
        guard let found = (try? JSON(parsing: line))?["step"]?.integerValue else { return false }
        if found <= step { kept += line + [UInt8(ascii: "\n")] }
        return true
      }
    }
    try AtomicFile.write([kept], to: path)
  }

  /// Calls `body` with every line that has its end, and with the last one if it lacks it: a run may be
  /// writing it.
  ///
  /// - Parameter body: Returns whether it understood the line.
  /// - Returns: How many lines with an end were not understood.
  /// - Throws: `FileError`.
  package func read(_ body: ([UInt8]) -> Bool) throws -> Int {
    var damaged = 0
    var lines = LineBuffer()
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      var isSkipping = false
      while let chunk = try handle.read(upToCount: Self.longest), !chunk.isEmpty {
        lines.append { $0 += chunk }
        while let line = lines.next() {
          // The end of a line that was too long.
          if isSkipping {
            isSkipping = false
            damaged += 1
          } else if !line.allSatisfy({ $0 == UInt8(ascii: " ") }), !body(line) {
            damaged += 1
          }
        }
        if isSkipping || lines.count > Self.longest {
          _ = lines.take(lines.count)
          isSkipping = true
        }
      }
    } catch {
      throw FileError(path: path, problem: "cannot be read: \(error.systemReason)")
    }
    if let last = lines.last() { _ = body(last) }
    return damaged
  }
}
