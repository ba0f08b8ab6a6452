import Foundation
import Testing

/// The built command, run as a user runs it.
struct Command {
  var status: Int32
  var output: String
  var errors: String

  /// The command stands beside the test bundle.
  static let path = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("charlm")

  @discardableResult
  init(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    executable: URL = Command.path
  ) throws {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let scratch = try Scratch()
    let files = ["in", "out", "err"].map { scratch.path($0) }
    try Data(input.utf8).write(to: URL(fileURLWithPath: files[0]))
    for file in files.dropFirst() {
      _ = FileManager.default.createFile(atPath: file, contents: nil)
    }
    process.standardInput = FileHandle(forReadingAtPath: files[0])
    process.standardOutput = FileHandle(forWritingAtPath: files[1])
    process.standardError = FileHandle(forWritingAtPath: files[2])
    try process.run()
    process.waitUntilExit()
    // A crash is a signal, not a status.
    status = process.terminationReason == .exit ? process.terminationStatus : -1
    output = String(decoding: try Data(contentsOf: URL(fileURLWithPath: files[1])), as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: URL(fileURLWithPath: files[2])), as: UTF8.self)
  }

  /// A line for the shell, in which `"$charlm"` is the command: for redirections.
  init(shell line: String) throws {
    try self.init(
      ["-c", line], environment: ["charlm": Command.path.path],
      executable: URL(fileURLWithPath: "/bin/sh"))
  }

  /// Standard output as one JSON object.
  var object: [String: Any] {
    get throws {
      try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
  }

  /// Standard output as JSON Lines.
  var objects: [[String: Any]] {
    get throws { try JSONLines.parse(output) }
  }

  /// The line that says what failed, without its beginning; nil if there is none.
  var failure: String? {
    let start = "charlm: error: "
    let line = errors.split(separator: "\n").first { $0.hasPrefix(start) }
    return line.map { String($0.dropFirst(start.count)) }
  }
}

/// A folder of its own that goes when it is no longer used.
final class Scratch {
  let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "charlm-test-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Array(text.utf8))
  }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }
}
