import CharText
import Foundation
import Testing

/// Files that are not what they were, and what is no file.
@Suite struct OpenFileTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  private func rest(_ source: inout FileSource) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while case let data = try source.read(1000), !data.isEmpty { bytes += data }
    return bytes
  }

  @Test("Of a file that grows, what was there at first is read, with a warning")
  func growing() throws {
    let path = try folder.write("log", "first\n")
    var source = try FileSource(path)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("second\n".utf8))
    #expect(source.warnings.isEmpty)
    #expect(try rest(&source) == bytes("first\n"))
    #expect(
      source.warnings == [
        "\(path): has grown from 6 to 13 bytes while it was read; the first 6 are used"
      ])
  }

  @Test("Of a file that shrinks, what is left is read, with a warning")
  func shrinking() throws {
    let path = try folder.write("log", String(repeating: "line\n", count: 1000))
    var source = try FileSource(path)
    let first = try source.read(100).count
    try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 150)
    #expect(try first + rest(&source).count == 150)
    #expect(source.warnings.count == 1)
    #expect(
      source.warnings.first?.hasPrefix(
        "\(path): had 5000 bytes when it was opened, but only 150 could be read") == true)
  }

  @Test("A file that stays as it is gives no warning")
  func steady() throws {
    let path = try folder.write("log", "text")
    var source = try FileSource(path)
    #expect(try rest(&source) == bytes("text"))
    #expect(source.warnings.isEmpty)
  }

  @Test("A pipe that nobody writes to is an error, not an endless wait")
  func pipe() throws {
    try #require(run("mkfifo", folder("pipe")))
    #expect(
      throws: CorpusError.unreadable(folder("pipe"), reason: "it is a pipe without a writer")
    ) { try FileSource(folder("pipe"), patience: 0.1) }
  }

  @Test("A pipe is read to its end, however late its first byte comes")
  func slowPipe() throws {
    try #require(run("mkfifo", folder("pipe")))
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = [
      "-c", "exec > '\(folder("pipe"))'; sleep 0.3; echo one; sleep 0.1; echo two",
    ]
    try writer.run()
    var source = try FileSource(folder("pipe"), patience: 10)
    #expect(try rest(&source) == bytes("one\ntwo\n"))
    writer.waitUntilExit()
  }

  @Test("Devices and folders are no files")
  func others() throws {
    #expect(throws: CorpusError.unreadable(folder.path, reason: "it is a directory")) {
      try FileSource(folder.path)
    }
    #expect(throws: CorpusError.unreadable("/dev/zero", reason: "it is a device, not a file")) {
      try FileSource("/dev/zero")
    }
    #expect(throws: CorpusError.missingFile(folder("none"))) { try FileSource(folder("none")) }
  }

  @Test("Files of the system that say they are empty are read to their end")
  func withoutSize() throws {
    let path = "/proc/version"
    guard FileManager.default.fileExists(atPath: path) else { return }
    var source = try FileSource(path)
    #expect(try rest(&source).count > 5)
  }

  private func run(_ program: String, _ argument: String) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program, argument]
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
