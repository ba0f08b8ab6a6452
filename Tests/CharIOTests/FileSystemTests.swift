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

  @Test(
    "an output is told from the inputs by any of their names, and from folders around and in them")
  func outputs() throws {
    let scratch = try Scratch()
    try FileSystem.makeDirectory(scratch.path("in/deep"))
    try scratch.write([1], to: "in/file")
    try FileManager.default.linkItem(atPath: scratch.path("in/file"), toPath: scratch.path("twin"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link"), withDestinationPath: scratch.path("in"))
    func problem(_ output: String, _ check: (String) throws -> Void) -> String? {
      do { try check(scratch.path(output)) } catch { return (error as? FileError)?.problem }
      return nil
    }
    let file = scratch.path("in/file"), folder = scratch.path("in")
    let same = "is read, too; name another output"
    for output in ["in/file", "twin", "link/file", "in/deep/../file"] {
      #expect(
        problem(output) { try FileSystem.checkOutput($0, isNot: ["-", "none", file]) } == same)
    }
    for output in ["in/other", "in/file/", "none", "in", "link"] {
      #expect(problem(output) { try FileSystem.checkOutput($0, isNot: [file]) } == nil, "\(output)")
    }
    let inside = "lies in \(folder), which is read; name another output"
    let around = "contains \(file), which is read; name another output"
    for (output, input, expected) in [
      ("in/new/model", folder, inside), ("link/new", folder, inside), ("in", folder, same),
      ("link", folder, same), ("", file, around), ("link", file, around),
      ("in/file", file, same), ("in/file2", file, nil), ("in2", folder, nil),
    ] {
      let found = problem(output) { try FileSystem.checkOutput($0, isApartFrom: [input]) }
      #expect(found == expected, "\(output) of \(input)")
    }
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
