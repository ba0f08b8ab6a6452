internal import Foundation

/// A program of the system that does what no library here does.
struct Program {
  private let url: URL
  private let name: String

  /// Finds it where the shell would.
  ///
  /// - Throws: ``CatalogueError/programMissing(_:purpose:)``.
  init(_ name: String, purpose: String) throws {
    let path = ProcessInfo.processInfo.environment["PATH", default: "/usr/bin:/bin"]
    let found = path.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else { throw CatalogueError.programMissing(name, purpose: purpose) }
    url = URL(fileURLWithPath: found)
    self.name = name
  }

  /// What it said when it ended.
  struct Result {
    var status: Int32
    var output: String
    /// The first line on standard error.
    var problem: String
  }

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - arguments: For it.
  ///   - output: Where its standard output goes; nil to return it.
  ///   - watch: Called about ten times a second; true ends the program.
  /// - Returns: How it ended.
  /// - Throws: ``CatalogueError/unreadable(_:reason:)`` if it does not start.
  func run(
    _ arguments: [String], output: FileHandle? = nil, watch: () -> Bool = { false }
  ) throws -> Result {
    // Into files, which take as much as a program says without waiting for a reader.
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
      throw CatalogueError.unreadable(url.path, reason: error.shortReason)
    }
    var pause = 0.01
    while process.isRunning {
      // It may have been started by a thread that blocks the gentler signals.
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
      problem: text(failed).split(separator: "\n").first.map(String.init) ?? "\(name) says nothing")
  }
}
