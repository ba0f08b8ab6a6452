import Foundation
import Testing

@Suite("Corpora by name")
struct CorpusGetTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func catalog() throws -> String {
    try scratch.file(
      "catalog.yaml",
      """
      - name: tiny
        title: a tiny text
        url: https://example.invalid/tiny.txt
        bytes: 4
        sha256: 982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1
        licence: ours
        unpack: none
        file: tiny text
        unit: byte
        boundary: line
      - name: unknown
        title: a text that nobody verified
        url: https://example.invalid/tiny.txt
        licence: ours
        unpack: none
        file: unknown.txt
        unit: scalar
        boundary: file
      """)
  }

  @Test("The list is a table, and JSON for programs")
  func list() throws {
    let table = try Command(["corpus", "list"])
    #expect(table.status == 0 && table.errors.isEmpty)
    #expect(table.output.contains("\nenwik8            36,445,475  CC BY-SA 3.0 and GFDL"))
    let corpora = try #require(
      try Command(["corpus", "list", "--json"]).object["corpora"] as? [[String: Any]])
    #expect(corpora.count >= 12)
    #expect(corpora.first?["sha256"] as? String != nil)
  }

  @Test("A corpus is taken from a folder, and the line that trains on it is printed")
  func get() throws {
    let arguments = [
      "corpus", "get", "tiny", "--catalog", try catalog(), "--from", scratch.directory, "--out",
      scratch.path("out"),
    ]
    expectFailure(try Command(arguments), "holds no tiny.txt", "check --from")
    _ = try scratch.file("tiny.txt", "text")
    let command = try Command(arguments)
    #expect(command.status == 0, "\(command.errors)")
    #expect(
      command.output == "charlm train '\(scratch.path("out/tiny text"))' --unit byte "
        + "--boundary line --out tiny-model\n")
    #expect(try scratch.data("out/tiny text") == Data("text".utf8))
    #expect(try Command(arguments).errors.contains("there already, and verified"))
  }

  @Test("What nobody could verify is said so, with its digest")
  func unverified() throws {
    _ = try scratch.file("tiny.txt", "text")
    let command = try Command([
      "corpus", "get", "unknown", "--catalog", try catalog(), "--from", scratch.directory,
      "--out", scratch.path("out"),
    ])
    #expect(command.status == 0)
    #expect(command.errors.contains("warning: ") && command.errors.contains("not verified"))
    #expect(
      command.errors.contains("982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"))
  }

  @Test("A wrong name, catalog or path is an error that says what to do")
  func errors() throws {
    expectFailure(try Command(["corpus", "get", "nothing"]), "nothing: no such corpus", "enwik8")
    expectFailure(
      try Command(["corpus", "list", "--catalog", scratch.path("none")]), "none: cannot be read")
    let bad = try scratch.file("bad.yaml", "- name: [")
    expectFailure(try Command(["corpus", "list", "--catalog", bad]), "bad.yaml: is not a YAML list")
    expectRefusal(try Command(["corpus", "get", "tiny", "--out", ""]), "path is empty")
    expectRefusal(try Command(["corpus", "get"]), "<name>")
    let file = try scratch.file("file", "x")
    expectFailure(
      try Command(["corpus", "get", "names", "--out", file + "/x", "--from", scratch.directory]),
      "file/x: cannot be written")
  }
}
