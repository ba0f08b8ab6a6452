internal import CharIO
internal import Foundation

/// An external program.
struct Program {
  private let url: URL
  private let name: String

  /// Finds the program in `PATH`.
  ///
  /// - Throws: ``CatalogError/programMissing(_:purpose:)``.
  init(_ name: String, purpose: String) throws {
    let path = ProcessInfo.processInfo.environment["PATH", default: "/usr/bin:/bin"]
    let found = path.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else { throw CatalogError.programMissing(name, purpose: purpose) }
    url = URL(fileURLWithPath: found)
    self.name = name
  }

  /// The exit status and output of a finished program.
  struct Result {
    var status: Int32
    var output: String
    /// The first line on standard error.
    var problem: String
  }

  /// Runs the program to completion.
  ///
  /// - Parameters:
  ///   - arguments: The arguments.
  ///   - output: The destination of its standard output; nil to capture and return it.
  ///   - watch: Called about ten times a second; returns true to kill the program.
  /// - Returns: The status and the output.
  /// - Throws: ``CatalogError/unreadable(_:reason:)`` if it does not start.
  func run(
    _ arguments: [String], output: FileHandle? = nil, watch: () -> Bool = { false }
  ) throws -> Result {
    // Output goes to files: a pipe would block the program until somebody reads it.
    let folder = FileManager.default.temporaryDirectory
    let said = folder.appendingPathComponent("charlm-\(UUID().uuidString).out")
    let failed = folder.appendingPathComponent("charlm-\(UUID().uuidString).err")
    defer { for file in [said, failed] { try? FileManager.default.removeItem(at: file) } }
    for file in [said, failed] {
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    }
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    do {
      process.standardOutput = try output ?? FileHandle(forWritingTo: said)
      process.standardError = try FileHandle(forWritingTo: failed)
      try process.run()
    } catch {
      throw CatalogError.unreadable(url.path, reason: error.systemReason)
    }
    var pause = 0.01
    while process.isRunning {
      // The program inherits the thread's signal mask, which may block SIGTERM and SIGINT.
      if watch() { kill(process.processIdentifier, SIGKILL) }
      Thread.sleep(forTimeInterval: pause)
      pause = min(0.1, pause * 1.5)
    }
    func text(_ file: URL) -> String {
      String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    }
    return Result(
      status: process.terminationReason == .exit ? process.terminationStatus : -1,
      output: text(said),
      problem: text(failed).split(separator: "\n").first.map(String.init)
        ?? "\(name) gave no reason")
  }
}
