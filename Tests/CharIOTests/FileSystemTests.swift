import CharIO
import Foundation
import TestSupport
import Testing

@Suite("Directories")
struct FileSystemTests {
  @Test("a directory is made with those above it, and links to it are directories")
  func directories() throws {
    let scratch = try Scratch()
    let path = scratch.path("a/b")
    #expect(!FileSystem.isDirectory(path))
    try FileSystem.makeDirectory(path)
    try FileSystem.makeDirectory(path)
    #expect(FileSystem.isDirectory(path) && FileSystem.isDirectory(path + "/"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link"), withDestinationPath: path)
    #expect(FileSystem.isDirectory(scratch.path("link")) && FileSystem.isLink(scratch.path("link")))
    try scratch.write([1], to: "file")
    #expect(!FileSystem.isDirectory(scratch.path("file")))
    let error = #expect(throws: FileError.self) {
      try FileSystem.makeDirectory(scratch.path("file/below"))
    }
    #expect(error?.description.contains("the directory cannot be made") == true)
  }

  @Test("a writer leaves nothing unless it is completed, and takes back what it wrote")
  func writer() throws {
    let scratch = try Scratch()
    do {
      let writer = try AtomicFileWriter(scratch.path("file"))
      try writer.append([1, 2, 3])
    }
    #expect(try scratch.files == [])
    let writer = try AtomicFileWriter(scratch.path("file"))
    let large = [UInt8](repeating: 7, count: 3 << 20)
    try writer.append([1, 2])
    try writer.append(large)
    try writer.append(9)
    #expect(writer.position == large.count + 3)
    try writer.truncate(to: large.count + 1)
    try writer.append([4, 5, 6], 1..<3)
    try writer.commit()
    #expect(try scratch.read("file") == [1, 2] + large.dropLast() + [5, 6])
    #expect(try scratch.files == ["file"])
  }
}
