import Foundation
import Testing

/// A folder of a test's own, and an HTTP server that serves another in it; both go with it.
final class Server {
  /// Whether there is a Python to run it.
  static let isAvailable =
    Server.runs("python3", "-c", "import http.server") && Server.runs("curl", "--version")

  let folder: String
  private let process = Process()
  private var port = 0

  init() throws {
    folder = NSTemporaryDirectory() + "charlm-fetch-" + UUID().uuidString
    for name in ["served", "out"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    guard Self.isAvailable else { return }
    let script = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().appendingPathComponent("server.py").path
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script, "\(folder)/served", "\(folder)/log"]
    process.standardOutput = output
    try process.run()
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { break }
      line += data
    }
    port = try #require(Int(String(decoding: line.dropLast(), as: UTF8.self)))
  }

  deinit {
    if process.isRunning {
      // Threads that tests share block the gentler signals, and so do their children.
      kill(process.processIdentifier, SIGKILL)
      Self.wait(process)
    }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Where a file is, served in a way that `server.py` knows.
  func url(_ name: String, _ kind: String = "whole") -> String {
    "http://127.0.0.1:\(port)/\(kind)/\(name)"
  }

  /// Adds a file to those that are served.
  @discardableResult
  func serve(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = "\(folder)/served/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  var out: String { "\(folder)/out" }

  /// The names in the folder that is fetched to.
  var found: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: out).sorted() }
  }

  /// The content of a file that was fetched.
  func content(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(out)/\(name)")))
  }

  /// What was asked for so far: paths and ranges.
  var requests: [String] {
    get throws {
      try String(contentsOfFile: "\(folder)/log", encoding: .utf8).split(separator: "\n").map(
        String.init)
    }
  }

  /// Waits for the end of a process.
  static func wait(_ process: Process) {
    while process.isRunning { Thread.sleep(forTimeInterval: 0.01) }
  }

  /// Whether a program runs and says that all is well.
  static func runs(_ arguments: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    wait(process)
    return process.terminationStatus == 0
  }
}
