import Foundation
import Testing

@Suite("A corpus in any form")
struct CorpusFormTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func weights(_ name: String) throws -> Data {
    try scratch.data("\(name)/model.safetensors")
  }

  /// The weights without the header, which names the model, and the model its corpus.
  private func tensors(_ name: String) throws -> Data {
    let file = try weights(name)
    let header = file.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    return file.dropFirst(8 + header)
  }

  @Test("Standard input gives the same model as a file")
  func standardInput() throws {
    _ = try scratch.model(name: "file")
    let command = try Tiny.train("-", out: scratch.path("in"), ["--steps", "3"], input: Tiny.text)
    #expect(command.status == 0, "\(command.errors)")
    #expect(try tensors("file") == tensors("in"))
  }

  @Test("A directory is read in the order of its paths, at any depth")
  func directory() throws {
    let folder = scratch.path("texts")
    try FileManager.default.createDirectory(
      atPath: folder + "/b", withIntermediateDirectories: true)
    let files = try ["a.txt", "b/one.txt", "b/two.txt", "c.txt"].map {
      try scratch.file("texts/\($0)", "\($0): " + Tiny.text)
    }
    _ = try scratch.file("texts/.skipped", "hidden")
    let whole = try Tiny.train(folder, out: scratch.path("folder"), ["--steps", "3"])
    #expect(whole.errors.contains("4 files"))
    let flags = ["--steps", "3"]
    let listed = try Tiny.train(
      files[0], files[1], files[2], files[3], out: scratch.path("files"), flags)
    #expect(listed.status == 0)
    #expect(try weights("folder") == weights("files"))
  }

  @Test(
    "A boundary cuts the corpus into documents",
    arguments: [("file", 1), ("paragraph", 24), ("line", 48)])
  func boundary(_ name: String, _ documents: Int) throws {
    let command = try Tiny.train(
      scratch.corpus(), out: scratch.path("out"), ["--steps", "2", "--boundary", name])
    #expect(command.errors.contains(", \(documents) document"), "\(command.errors)")
  }

  @Test(
    "A unit cuts text into tokens",
    arguments: [("byte", 12), ("scalar", 8), ("grapheme", 5)])
  func unit(_ name: String, _ tokens: Int) throws {
    // An accent that combines, a letter of two bytes, a family of three scalars.
    let text = "e\u{301}xö 👩\u{200D}👦"
    let extra = try scratch.file("extra.txt", text)
    let command = try Tiny.train(
      scratch.corpus(), extra, out: scratch.path("out"), ["--steps", "2", "--unit", name])
    try #require(command.status == 0, "\(command.errors)")
    let ids = try Command(["tokenize", scratch.path("out")], input: text)
    let count = ids.output.split(whereSeparator: \.isWhitespace).count
    let expected =
      name == "byte" ? text.utf8.count : name == "scalar" ? text.unicodeScalars.count : 5
    #expect(count == expected)
    let list = ids.output.trimmingCharacters(in: .whitespacesAndNewlines)
    let back = try Command(["tokenize", scratch.path("out"), "--detokenize"], input: list)
    #expect(back.output == text)
  }

  @Test("Rare tokens and those beyond the largest vocabulary become unknown")
  func vocabulary() throws {
    let corpus = try scratch.file("corpus.txt", Tiny.text + "Q")
    func size(_ name: String, _ flags: String...) throws -> Int {
      let command = try Tiny.train(corpus, out: scratch.path(name), ["--steps", "2"] + flags)
      try #require(command.status == 0, "\(command.errors)")
      return try #require(try scratch.object("\(name)/config.json")["vocabulary_size"] as? Int)
    }
    let all = try size("all")
    #expect(all == Set(Tiny.text.unicodeScalars).count + 3)
    #expect(try size("common", "--min-count", "2") == all - 1)
    #expect(try size("few", "--max-vocabulary", "5") == 7)
  }

  @Test("Case folding and normalization read other spellings as the same text")
  func normalization() throws {
    let model = try scratch.model("--casefold", "--normalize", "nfc")
    let lower = try Command(["score", model], input: "the river\n")
    let upper = try Command(["score", model], input: "THE RIVER\n")
    #expect(lower.output.hasSuffix("\tthe river\n"))
    #expect(
      lower.output.split(separator: "\t").dropLast()
        == upper.output.split(separator: "\t").dropLast())
  }
}
