internal import Foundation

/// A log file with one JSON object per line, each with the `step` it belongs to.
///
/// Every line is written at once, so that a killed process leaves at most an incomplete last line;
/// readers skip lines that they do not understand.
package struct StepLog: Sendable {
  /// The maximum length of a line; a longer one is damaged.
  private static let longest = 1 << 20

  private let path: String

  /// Creates a log; the file need not exist.
  package init(_ path: String) { self.path = path }

  /// Appends a line, creating the file if necessary.
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

  /// Removes the lines of later steps, and those without a step; creates the file if it is missing.
  ///
  /// - Parameter step: The last step to keep.
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

  /// Calls `body` with every complete line, and with an incomplete last one, which a run may be
  /// writing.
  ///
  /// - Parameter body: Returns whether the line was understood.
  /// - Returns: The number of complete lines that were not understood.
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
          // This is the end of a line that is too long.
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
