import CharText
import Foundation
import Testing

/// Paths that lead to no text.
@Suite struct HostileFileTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  private func read(_ path: String, _ selection: CorpusSelection = CorpusSelection()) throws
    -> EncodedCorpus
  {
    try CorpusReader(paths: [path], selection: selection).build(TextConfiguration()).corpus
  }

  /// Runs a program in the folder.
  private func run(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.arguments = arguments
    try process.run()
    while process.isRunning { Thread.sleep(forTimeInterval: 0.01) }
    try #require(process.terminationStatus == 0)
  }

  private func link(_ name: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder(name), withDestinationPath: destination)
  }

  @Test(
    "Folders as deep as the system takes are read; deeper ones are an error that says what to do")
  func deep() throws {
    try folder.write("top.txt", "top")
    // Step by step, since the whole path is soon too long for the system.
    try run(
      "perl", "-e", "for (1..10000) { mkdir 'd'; chdir 'd' } open(F, '>', 'a.txt'); print F 'x'")
    let error = #expect(throws: CorpusError.self) { try read(folder.path) }
    #expect(
      error?.description.hasPrefix("\(folder.path): cannot be read (folders in it are nested ")
        == true, "\(error.map { "\($0)" } ?? "")")
    #expect(error?.description.contains("leave them out with `exclude`") == true)
    #expect(try read(folder.path, CorpusSelection(exclude: ["d"])).statistics.files == 1)
    #expect(try read(folder.path, CorpusSelection(exclude: ["d/d/d"])).statistics.files == 1)
    try run("rm", "-rf", folder("d"))
  }

  @Test("A thousand folders in each other are read without recursion")
  func nested() throws {
    let path = Array(repeating: "d", count: 1000).joined(separator: "/")
    try folder.write("\(path)/a.txt", "text")
    #expect(try read(folder.path).statistics.bytes == 4)
  }

  @Test("Links in circles end, and links to nothing are nothing")
  func circles() throws {
    try folder.write("a/b/text.txt", "text")
    try link("a/up", to: "..")
    try link("a/b/top", to: folder.path)
    try link("a/b/self", to: "self")
    try link("one", to: "two")
    try link("two", to: "one")
    try link("broken", to: "nowhere")
    try link("again", to: "a")
    #expect(try read(folder.path).statistics.files == 1)
    for name in ["one", "a/b/self"] {
      #expect(
        throws: CorpusError.unreadable(
          folder(name), reason: "its symbolic links form a loop")
      ) { try read(folder(name)) }
    }
    #expect(throws: CorpusError.missingFile(folder("broken"))) { try read(folder("broken")) }
  }

  @Test("What is no file is an error that says what it is")
  func noFiles() throws {
    try folder.write("file", "text")
    let long = String(repeating: "x", count: 5000)
    let errors: [(String, CorpusError)] = [
      (folder("none"), .missingFile(folder("none"))), ("", .missingFile("")),
      (
        folder("file/x"),
        .unreadable(folder("file/x"), reason: "part of the path is not a directory")
      ),
      (folder(long), .unreadable(folder(long), reason: "the path is too long")),
      ("/dev/zero", .unreadable("/dev/zero", reason: "it is a device, not a file")),
      ("/dev/null", .unreadable("/dev/null", reason: "it is a device, not a file")),
    ]
    for (path, error) in errors {
      #expect(throws: error) { try read(path) }
    }
    guard FileManager.default.fileExists(atPath: "/proc/self/mem") else { return }
    #expect(throws: CorpusError.unreadable("/proc/self/mem", reason: "the device failed")) {
      try read("/proc/self/mem")
    }
  }

  @Test("A file that may not be read is an error", .enabled(if: getuid() != 0, "root may read all"))
  func forbidden() throws {
    let path = try folder.write("secret.txt", "text")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    #expect(throws: CorpusError.unreadable(path, reason: "permission denied")) { try read(path) }
  }

  #if os(Linux)
    @Test("A name that is not UTF-8 is an error that shows it, unless it is left out")
    func names() throws {
      try folder.write("good.txt", "text")
      try run("sh", "-c", #"echo x > "$(printf 'a\377\351.txt')""#)
      #expect(
        throws: CorpusError.unreadable(
          folder.path, reason: #"the name a\xFF\xE9.txt in it is not valid UTF-8"#)
      ) { try read(folder.path) }
      let selection = CorpusSelection(exclude: ["a*"])
      #expect(try read(folder.path, selection).statistics.files == 1)
    }
  #endif

  @Test("Directories without anything to read say so")
  func empty() throws {
    try FileManager.default.createDirectory(
      atPath: folder("a/b"), withIntermediateDirectories: true)
    #expect(throws: CorpusError.directoryWithoutText(folder.path)) { try read(folder.path) }
    try folder.write(".hidden/a.txt", "text")
    try folder.write("a/empty.txt", "")
    #expect(throws: CorpusError.directoryWithoutText(folder.path)) { try read(folder.path) }
    try folder.write("a/b/zero", [0, 0, 0])
    #expect(throws: CorpusError.nothingSelected(folder.path, binary: 1)) { try read(folder.path) }
  }

  /// Lines without an end, of pieces of all kinds.
  static let longLines = [
    "a", "é", "一", "😀", "e\u{301}", "\r", " ", "\u{0}", "\u{300}", "한", "🇫🇷", "क्षि",
  ]

  @Test("A line without an end is read a part at a time", arguments: longLines)
  func longLine(_ piece: String) throws {
    let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
    let path = try folder.write("long.txt", text)
    for unit in [TextUnit.byte, .scalar, .grapheme] {
      let (tokenizer, corpus) = try CorpusReader(paths: [path], chunkSize: 1000)
        .build(TextConfiguration(unit: unit))
      #expect(Array(tokenizer.decode(corpus.tokens).utf8) == Array(text.utf8))
    }
  }

  @Test("What cannot be parted for long is an error with its place, not memory without end")
  func endless() throws {
    let text = bytes("line\nx") + bytes(String(repeating: "\u{300}", count: 10_000))
    let reader = CorpusReader(bytes: text, name: "marks", chunkSize: 100, longestChunk: 1000)
    for unit in [TextUnit.scalar, .grapheme] {
      let error = #expect(throws: CorpusError.self) {
        try reader.build(TextConfiguration(unit: unit))
      }
      guard case .noPlaceToCut("marks", 5, let size) = error else {
        Issue.record("\(error.map { "\($0)" } ?? "")")
        continue
      }
      #expect((1000..<2100).contains(size))
    }
    #expect(try reader.build(TextConfiguration(unit: .byte)).corpus.statistics.bytes == text.count)
  }

  @Test("There are at least 300 hostile inputs")
  func count() {
    let count =
      HostileUTF8Tests.count + HostileEncodingTests.count + HostileArchiveTests.count
      + HostileArchiveTests.odd.count + HostileArchiveTests.bombs.count
      + HostileRecordTests.count + Self.longLines.count
    #expect(count >= 300)
  }
}
