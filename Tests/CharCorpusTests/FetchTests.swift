import CharCorpus
import Foundation
import Testing

@Suite(.enabled(if: Server.isAvailable, "python3 and curl serve and fetch")) struct FetchTests {
  private let server: Server
  init() throws { server = try Server() }

  private static let text = Array(String(repeating: "a line of the text\n", count: 20_000).utf8)
  private static let digest = "337e324d46f8fd53ea30c92947c8a8db584ac48605f37f001d899e1bcbc2e925"

  private func entry(
    _ kind: String = "whole", bytes: Int? = Self.text.count, sha256: String? = nil
  ) throws -> CatalogEntry {
    try server.serve("a.txt", Self.text)
    return try entries(
      """
      - name: a
        title: a text
        url: \(server.url("a.txt", kind))
        bytes: \(bytes.map(String.init) ?? "null")
        sha256: \(sha256 ?? "null")
        licence: ours
        unpack: none
        file: a.txt
        unit: scalar
        boundary: line
      """)[0]
  }

  private func entries(_ yaml: String) throws -> [CatalogEntry] {
    try Catalog(yaml: Array(yaml.utf8), name: "test").entries
  }

  @Test("A file is fetched whole, verified, and nothing else is left")
  func whole() throws {
    var events: [CorpusFetcher.Event] = []
    let path = try CorpusFetcher(entry(sha256: Self.digest), to: server.out).run(onEvent: {
      events.append($0)
    })
    #expect(path == "\(server.out)/a.txt")
    #expect(try server.content("a.txt") == Self.text && server.found == ["a.txt"])
    #expect(events.last == .progress(bytes: Self.text.count, of: Self.text.count))
  }

  @Test("Without a checksum the digest is reported as not verified, and a part is not gone on with")
  func unverified() throws {
    try Data("half of another".utf8).write(to: URL(fileURLWithPath: "\(server.out)/a.txt.part"))
    var events: [CorpusFetcher.Event] = []
    let entry = try entry()
    _ = try CorpusFetcher(entry, to: server.out).run(onEvent: { events.append($0) })
    #expect(events.contains(.unverified(entry.url, sha256: Self.digest)))
    #expect(try server.content("a.txt") == Self.text)
    #expect(try server.requests == ["/whole/a.txt None"])
  }

  @Test("A connection that is cut leaves a part, and the next try goes on from there")
  func resume() throws {
    let fetcher = CorpusFetcher(try entry("cut", sha256: Self.digest), to: server.out)
    let error = #expect(throws: CatalogError.self) { try fetcher.run() }
    let half = Self.text.count / 2
    #expect(error?.description.contains("the connection ended after \(half) bytes") == true)
    #expect(try server.found == ["a.txt.part"])
    _ = try fetcher.run()
    #expect(try server.content("a.txt") == Self.text && server.found == ["a.txt"])
    #expect(try server.requests == ["/cut/a.txt None", "/cut/a.txt bytes=\(half)-"])
  }

  @Test("A part that is whole is only verified")
  func wholePart() throws {
    try Data(Self.text).write(to: URL(fileURLWithPath: "\(server.out)/a.txt.part"))
    _ = try CorpusFetcher(entry("gone", sha256: Self.digest), to: server.out).run()
    #expect(try server.found == ["a.txt"])
  }

  @Test("A server that gives files only from their start gives all of it again")
  func withoutRange() throws {
    try Data(Self.text.prefix(1000)).write(to: URL(fileURLWithPath: "\(server.out)/a.txt.part"))
    _ = try CorpusFetcher(entry("plain", sha256: Self.digest), to: server.out).run()
    #expect(try server.content("a.txt") == Self.text)
    #expect(try server.requests == ["/plain/a.txt bytes=1000-", "/plain/a.txt None"])
  }

  @Test("A stop keeps what is there, and the same command goes on")
  func interrupted() throws {
    let fetcher = CorpusFetcher(try entry("slow", sha256: Self.digest), to: server.out)
    var bytes = 0
    let half = Self.text.count / 2
    #expect(throws: CatalogError.interrupted("\(server.out)/a.txt.part", bytes: half)) {
      try fetcher.run(shouldStop: { bytes == half }) {
        if case .progress(let there, _) = $0 { bytes = there }
      }
    }
    _ = try fetcher.run()
    #expect(try server.content("a.txt") == Self.text)
  }

  @Test("Another digest or size is an error that says both, and what was fetched is deleted")
  func wrong() throws {
    let zeros = String(repeating: "0", count: 64)
    let entry = try entry(sha256: zeros)
    #expect(
      throws: CatalogError.wrongDigest(
        entry.url, expected: zeros, found: Self.digest, isDeleted: true)
    ) { try CorpusFetcher(entry, to: server.out).run() }
    let longer = try self.entry(bytes: Self.text.count + 1, sha256: Self.digest)
    #expect(
      throws: CatalogError.wrongSize(
        entry.url, expected: Self.text.count + 1, found: Self.text.count, isDeleted: true)
    ) { try CorpusFetcher(longer, to: server.out).run() }
    let shorter = try self.entry(bytes: 10, sha256: Self.digest)
    let error = #expect(throws: CatalogError.self) {
      try CorpusFetcher(shorter, to: server.out).run()
    }
    // It may be given up before all has arrived.
    if case .wrongSize(entry.url, expected: 10, let found, isDeleted: true) = error {
      #expect((11...Self.text.count).contains(found))
    } else {
      Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
    }
    #expect(try server.found.isEmpty)
    // What is half of another file shows in the end, and is not kept for a third try.
    try Data("not the start".utf8).write(to: URL(fileURLWithPath: "\(server.out)/a.txt.part"))
    let right = try self.entry(sha256: Self.digest)
    #expect(throws: CatalogError.self) { try CorpusFetcher(right, to: server.out).run() }
    #expect(try server.found.isEmpty)
    _ = try CorpusFetcher(right, to: server.out).run()
  }

  @Test(
    "A wrong file of a folder stays, and the message does not say otherwise",
    arguments: [true, false])
  func wrongCopy(hasDigest: Bool) throws {
    let folder = server.out + "/mine"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let mine = folder + "/a.txt"
    try Data("other".utf8).write(to: URL(fileURLWithPath: mine))
    let entry = try entry(sha256: hasDigest ? Self.digest : nil)
    let error = CatalogError.wrongSize(
      mine, expected: Self.text.count, found: 5, isDeleted: false)
    #expect(throws: error) { try CorpusFetcher(entry, to: server.out, from: folder).run() }
    #expect("\(error)".contains("it was left as it is"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: mine)) == Data("other".utf8))
    #expect(try server.found == ["mine"])
  }

  @Test("What is not there, and who does not answer, are errors with the URL")
  func missing() throws {
    var entry = try entry(sha256: Self.digest)
    entry.url = server.url("other.txt")
    #expect(throws: CatalogError.download(entry.url, reason: "the server answers 404")) {
      try CorpusFetcher(entry, to: server.out).run()
    }
    entry.url = "http://127.0.0.1:1/a.txt"
    let error = #expect(throws: CatalogError.self) {
      try CorpusFetcher(entry, to: server.out).run()
    }
    #expect(error?.description.hasPrefix("http://127.0.0.1:1/a.txt: cannot be fetched (") == true)
    #expect(try server.found.isEmpty)
  }

  @Test("A folder that cannot be written to is an error that names it")
  func unwritable() throws {
    let entry = try entry(sha256: Self.digest)
    let file = "\(server.folder)/served/a.txt"
    let error = #expect(throws: CatalogError.self) {
      try CorpusFetcher(entry, to: file + "/x").run()
    }
    #expect(error?.description.hasPrefix("\(file)/x: cannot be written (") == true)
    try FileManager.default.createDirectory(
      atPath: "\(server.out)/a.txt.part/x", withIntermediateDirectories: true)
    #expect(throws: CatalogError.self) { try CorpusFetcher(entry, to: server.out).run() }
  }

  @Test("A mirror has the file under the name it has at home")
  func mirror() throws {
    var entry = try entry("gone", sha256: Self.digest)
    entry.url = "https://example.invalid/deep/a.txt"
    let mirror = String(server.url("").dropLast())
    _ = try CorpusFetcher(entry, to: server.out, from: mirror).run()
    #expect(try server.content("a.txt") == Self.text)
  }
}
