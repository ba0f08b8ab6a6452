internal import Foundation

/// A folder of its own that goes when it is no longer used.
package final class Scratch {
  package let directory: String

  /// Makes the folder.
  package init() throws {
    directory = NSTemporaryDirectory() + "charlm-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// The path of a file in it.
  package func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// Writes a file.
  package func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }

  /// The bytes of a file.
  package func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// The names in it, sorted.
  package var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: directory).sorted() }
  }
}
