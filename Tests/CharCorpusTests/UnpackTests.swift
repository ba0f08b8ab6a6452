import CharCorpus
import Foundation
import TestSupport
import Testing

/// From a folder, so that nothing is fetched.
@Suite struct UnpackTests {
  private let server: Server
  init() throws { server = try Server() }

  private func entry(
    _ unpack: String, _ download: String, _ file: String, _ more: String...
  ) throws -> CatalogEntry {
    let lines = [
      "- name: a", "  title: a text", "  url: https://example.invalid/\(download)",
      "  licence: ours", "  unpack: \(unpack)", "  file: \(file)", "  unit: scalar",
      "  boundary: line",
    ]
    let yaml = (lines + more.map { "  \($0)" }).joined(separator: "\n")
    return try Catalog(yaml: Array(yaml.utf8), name: "test").entries[0]
  }

  private func get(
    _ entry: CatalogEntry, replaces: Bool = false,
    onEvent: (CorpusFetcher.Event) -> Void = { _ in }
  ) throws {
    _ = try CorpusFetcher(
      entry, to: server.out, from: "\(server.folder)/served", replaces: replaces
    ).run(onEvent: onEvent)
  }

  private func run(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: "\(server.folder)/served")
    try process.run()
    Server.wait(process)
    try #require(process.terminationStatus == 0)
  }

  @Test("gzip and zstd give their file, and the archive goes")
  func streams() throws {
    try server.serve("a.gz", Archives.squeezedGzip)
    try get(entry("gzip", "a.gz", "a.txt"))
    try server.serve("b.zst", Archives.squeezedZstd)
    try get(entry("zstd", "b.zst", "b.txt"))
    #expect(
      try server.content("a.txt") == Archives.text && server.content("b.txt") == Archives.text)
    #expect(try server.found == ["a.txt", "b.txt"])
  }

  @Test("zip gives the member that is named")
  func zip() throws {
    let text = Array("the text".utf8)
    try server.serve("a.zip", Archives.zip([("other", Array("x".utf8)), ("in/it.txt", text)]))
    let digest = "sha256: null"
    try get(entry("zip", "a.zip", "a.txt", "member: in/it.txt", "text_bytes: 8", digest))
    #expect(try server.content("a.txt") == text && server.found == ["a.txt"])
    let missing = try entry("zip", "a.zip", "b.txt", "member: none")
    #expect(
      throws: CatalogError.damaged(
        "\(server.out)/a.zip.part", problem: "the zip archive has no none")
    ) { try get(missing) }
    let other = try entry("zip", "a.zip", "b.txt", "member: other", "text_bytes: 8")
    #expect(
      throws: CatalogError.wrongSize(
        "\(server.out)/a.zip.part: b.txt", expected: 8, found: 1, isDeleted: false)
    ) { try get(other) }
    #expect(try server.found == ["a.txt", "a.zip.part"])
  }

  @Test(
    "A file with the name of the archive is never replaced or removed, and used if it is right",
    arguments: [(true, true), (true, false), (false, false)])
  func ownArchive(isKnown: Bool, isRight: Bool) throws {
    let archive = Archives.zip([("it.txt", Array("the text".utf8))])
    try server.serve("a.zip", archive)
    let mine = isRight ? archive : Array("years of work".utf8)
    var digest = ""
    try get(entry("zip", "a.zip", "a.txt", "member: it.txt")) {
      if case .unverified(_, let sha256) = $0 { digest = sha256 }
    }
    #expect(digest.count == 64)
    try Data(mine).write(to: URL(fileURLWithPath: "\(server.out)/a.zip"))
    let check = "sha256: \(isKnown ? digest : "null")"
    var used: [String] = []
    try get(entry("zip", "a.zip", "a.txt", "member: it.txt", check), replaces: true) {
      if case .unpacking(let path) = $0 { used.append(path) }
    }
    #expect(try server.content("a.txt") == Array("the text".utf8))
    #expect(try server.content("a.zip") == mine)
    #expect(try server.found == ["a.txt", "a.zip"])
    #expect(used == ["\(server.out)/a.zip" + (isRight ? "" : ".part")])
  }

  @Test("A zip archive with any byte changed or cut off is an error, or gives the right text")
  func damagedZip() throws {
    let archive = Archives.zip([("it.txt", Array("the text".utf8))])
    let entry = try entry("zip", "a.zip", "a.txt", "member: it.txt")
    var errors = 0
    for index in stride(from: 0, to: archive.count, by: 3) {
      var changed = archive
      changed[index] ^= 0xFF
      for bytes in [changed, Array(archive[..<index])] {
        try server.serve("a.zip", bytes)
        do {
          try get(entry, replaces: true)
          #expect(try server.content("a.txt") == Array("the text".utf8))
        } catch { errors += 1 }
      }
    }
    #expect(errors > archive.count / 3)
  }

  @Test("bzip2 gives the column that is asked for", .enabled(if: Server.runs("bzip2", "--help")))
  func bzip2() throws {
    try server.serve("a.tsv", Array("1\teng\tOne.\n2\teng\tTwo.\nshort\n3\teng\tThree".utf8))
    try run("bzip2", "a.tsv")
    try get(entry("bzip2", "a.tsv.bz2", "a.txt", "column: 3"))
    #expect(try server.content("a.txt") == Array("One.\nTwo.\nThree\n".utf8))
    try server.serve("b.bz2", Array("BZh9 no".utf8))
    let error = #expect(throws: CatalogError.self) { try get(entry("bzip2", "b.bz2", "b.txt")) }
    #expect(error?.description.contains("cannot be unpacked (bzip2: ") == true)
  }

  @Test("tar gives a folder, or one text of the records in its files")
  func tar() throws {
    let folder = "\(server.folder)/served/top/文"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try server.serve("top/文/p.1.json", Array(#"[{"p": ["一，", "二。"]}, {"p": "三"}]"#.utf8))
    try server.serve("top/文/p.0.json", Array(#"[{"p": ["零"]}]"#.utf8))
    try server.serve("top/文/q.json", Array("[]".utf8))
    try run("tar", "-czf", "a.tar.gz", "top")
    try get(entry("tar", "a.tar.gz", "a.txt", "member: top/文/p.*.json", "field: p"))
    #expect(try server.content("a.txt") == Array("零\n一，二。\n三\n".utf8))
    try get(entry("tar", "a.tar.gz", "tree", "member: top/文"))
    #expect(try server.content("tree/q.json") == Array("[]".utf8))
    #expect(try server.found == ["a.txt", "tree"])
    let error = #expect(throws: CatalogError.self) {
      try get(entry("tar", "a.tar.gz", "b", "member: gone"))
    }
    #expect(error?.description.contains("tar: gone: ") == true)
  }

  @Test("A text that is there stays unless it is to be replaced")
  func exists() throws {
    try server.serve("a.gz", Archives.gzip(Array("new".utf8)))
    try Data("old".utf8).write(to: URL(fileURLWithPath: "\(server.out)/a.txt"))
    let entry = try entry("gzip", "a.gz", "a.txt")
    #expect(throws: CatalogError.exists("\(server.out)/a.txt")) { try get(entry) }
    #expect(try server.content("a.txt") == Array("old".utf8))
    try server.serve("b.gz", Array("no archive".utf8))
    #expect(throws: (any Error).self) {
      try get(self.entry("gzip", "b.gz", "a.txt"), replaces: true)
    }
    #expect(try server.content("a.txt") == Array("old".utf8))
    try get(entry, replaces: true)
    #expect(try server.content("a.txt") == Array("new".utf8))
  }

  @Test("A file of a folder is found by its name, or by what is in it")
  func folder() throws {
    let digest = "sha256: 982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"
    let known = try entry("none", "home.txt", "a.txt", "bytes: 4", digest)
    #expect(
      throws: CatalogError.notInFolder("\(server.folder)/served", file: "home.txt")
    ) { try get(known) }
    let path = try server.serve("home.txt", Array("else".utf8))
    #expect(throws: CatalogError.self) { try get(known) }
    #expect(FileManager.default.fileExists(atPath: path), "a file of others is not deleted")
    try server.serve("any.name", Array("text".utf8))
    try get(known)
    #expect(try server.content("a.txt") == Array("text".utf8))
    var events: [CorpusFetcher.Event] = []
    _ = try CorpusFetcher(known, to: server.out).run(onEvent: { events.append($0) })
    #expect(events == [.alreadyThere("\(server.out)/a.txt")])
    let unknown = try entry("none", "home.txt", "b.txt")
    try get(unknown)
    #expect(try server.content("b.txt") == Array("else".utf8))
  }
}
