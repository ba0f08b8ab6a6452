import CharIO
import Foundation
import TestSupport
import Testing

@Suite("Paths")
struct FilePathTests {
  @Test("the directory of a file")
  func directory() {
    #expect(FilePath.directory(of: "a/b/c") == "a/b")
    #expect(FilePath.directory(of: "c") == "." && FilePath.directory(of: "/c") == "/")
  }

  @Test("the path from a directory leads to the same file")
  func relative() throws {
    #expect(FilePath.relative("/a/b/c", to: "/a/b") == "./c")
    #expect(FilePath.relative("/a/b/c", to: "/a/d/e") == "../../b/c")
    #expect(FilePath.relative("/a", to: "/a/b") == "..")
    #expect(FilePath.relative("/a", to: "/a") == "." && FilePath.relative("/a", to: "/") == "./a")
    let scratch = try Scratch()
    try FileSystem.makeDirectory(scratch.path("from/here"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link"), withDestinationPath: scratch.path("from/here"))
    try scratch.write([1], to: "file")
    let file = FilePath.resolved(scratch.path("file"))
    let start = FilePath.resolved(scratch.path("link"))
    let path = "\(start)/\(FilePath.relative(file, to: start))"
    #expect(FilePath.resolved(path) == file)
    #expect(
      try FileSystem.status(path).identity == FileSystem.status(scratch.path("file")).identity)
    #expect(FilePath.resolved(scratch.path("link/new/none")) == "\(start)/new/none")
    // The directory above that of the link's target.
    #expect(
      FilePath.resolved(scratch.path("link/../file")) == "\(FilePath.directory(of: start))/file")
    #expect(FilePath.part(of: "/a/b/c", below: "/a") == "b/c/")
    #expect(
      FilePath.part(of: "/a", below: "/a") == "" && FilePath.part(of: "/ab", below: "/a") == nil)
    #expect(
      FilePath.part(of: "/a", below: "/") == "a/" && FilePath.part(of: "/", below: "/a") == nil)
  }
}
