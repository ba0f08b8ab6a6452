internal import Foundation

extension AtomicFile {
  /// Reads all bytes of a file, or of standard input for `-`.
  ///
  /// - Parameter path: The path.
  /// - Returns: The bytes.
  /// - Throws: `FileError`.
  package static func readInput(_ path: String) throws -> [UInt8] {
    guard path == "-" else { return try read(path) }
    do {
      return Array(try FileHandle.standardInput.readToEnd() ?? Data())
    } catch {
      throw FileError(
        path: "standard input", problem: "cannot be read: \(error.systemReason)")
    }
  }
}
