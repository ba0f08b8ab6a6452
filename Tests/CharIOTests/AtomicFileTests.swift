import CharIO
import Foundation
import TestSupport
import Testing

/// A write happens whole or not at all; nothing here depends on the user's rights.
@Suite("Atomic files")
struct AtomicFileTests {
  @Test("a write replaces the old file by all parts and leaves nothing beside it")
  func replaces() throws {
    let scratch = try Scratch()
    let path = scratch.path("file")
    try AtomicFile.write([Array("a long old content".utf8)], to: path)
    try AtomicFile.write([[1, 2], [], [3]], to: path)
    #expect(try AtomicFile.read(path) == [1, 2, 3])
    try AtomicFile.write([], to: path)
    #expect(try AtomicFile.read(path) == [])
    #expect(try scratch.files == ["file"])
  }

  @Test("a large file comes back as it was written")
  func large() throws {
    let scratch = try Scratch()
    let bytes = (0..<(3 << 20) + 17).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    try AtomicFile.write(
      [Array(bytes.prefix(1 << 20)), Array(bytes.dropFirst(1 << 20))],
      to: scratch.path("large"))
    #expect(try AtomicFile.read(scratch.path("large")) == bytes)
  }

  @Test("reading takes as much memory as the file, and reads what has no size to the end")
  func reading() throws {
    let scratch = try Scratch()
    let bytes = [UInt8](repeating: 7, count: (5 << 20) + 1)
    try AtomicFile.write([bytes], to: scratch.path("large"))
    let read = try AtomicFile.read(scratch.path("large"))
    #expect(read == bytes && read.capacity < bytes.count + (1 << 16))
    #expect(try AtomicFile.read("/dev/null") == [])
    let pipe = Pipe()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    try pipe.fileHandleForWriting.write(contentsOf: Data(bytes.prefix(1000)))
    try pipe.fileHandleForWriting.close()
    #expect(try AtomicFile.read(path) == Array(bytes.prefix(1000)))
    withExtendedLifetime(pipe) {}
  }

  @Test("mapping gives what reading gives, of files and of what cannot be mapped")
  func mapping() throws {
    let scratch = try Scratch()
    let bytes = (0..<100_001).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    try AtomicFile.write([bytes], to: scratch.path("file"))
    let mapped = try AtomicFile.map(scratch.path("file"))
    #expect(mapped == Data(bytes))
    // A file that replaces it does not change what is mapped.
    try AtomicFile.write([[1, 2]], to: scratch.path("file"))
    #expect(mapped == Data(bytes))
    try AtomicFile.write([], to: scratch.path("empty"))
    #expect(try AtomicFile.map(scratch.path("empty")).isEmpty)
    #expect(try AtomicFile.map("/dev/null").isEmpty)
    #expect(try AtomicFile.data(scratch.path("file")) == Data([1, 2]))
    #expect(try AtomicFile.data(scratch.path("empty")).isEmpty)
    #expect(throws: FileError.self) { try AtomicFile.data(scratch.path("none")) }
    #expect(throws: FileError.self) { try AtomicFile.data(scratch.directory) }
    #expect(throws: FileError.self) { try AtomicFile.map(scratch.path("none")) }
    #expect(throws: FileError.self) { try AtomicFile.map(scratch.directory) }
    let pipe = Pipe()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    try pipe.fileHandleForWriting.write(contentsOf: Data(bytes.prefix(1000)))
    try pipe.fileHandleForWriting.close()
    #expect(try AtomicFile.map(path) == Data(bytes.prefix(1000)))
    withExtendedLifetime(pipe) {}
  }

  @Test("a write that cannot be put in place leaves what was there and no temporary file")
  func renameFails() throws {
    let scratch = try Scratch()
    // A folder with something in it cannot be replaced by a file.
    let path = scratch.path("model")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try scratch.write([7], to: "model/old")
    let error = #expect(throws: FileError.self) { try AtomicFile.write([[1, 2, 3]], to: path) }
    #expect(error?.path == path)
    #expect(try scratch.files == ["model"])
    #expect(try scratch.read("model/old") == [7])
  }

  @Test("a write that cannot start leaves the old file whole")
  func openFails() throws {
    let scratch = try Scratch()
    // A name with no room for that of a temporary file beside it.
    let name = String(repeating: "x", count: 255)
    try scratch.write([1, 2, 3], to: name)
    #expect(throws: FileError.self) { try AtomicFile.write([[4]], to: scratch.path(name)) }
    #expect(try scratch.read(name) == [1, 2, 3])
    #expect(try scratch.files == [name])
  }

  @Test("a folder that is missing is an error that names the file")
  func missingFolder() throws {
    let scratch = try Scratch()
    let path = scratch.path("no/file")
    let error = #expect(throws: FileError.self) { try AtomicFile.write([[1]], to: path) }
    #expect(error?.path == path && error?.description.contains(path) == true)
    #expect(try scratch.files == [])
    #expect(throws: FileError.self) { try AtomicFile.read(path) }
    #expect(throws: FileError.self) { try AtomicFile.read(scratch.directory) }
  }
}
