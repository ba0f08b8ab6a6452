import Foundation
import Testing

@Suite("charlm with conditions")
struct ConditionTests {
  private let scratch: Scratch
  private let model, lines: String

  init() throws {
    scratch = try Scratch()
    lines = try scratch.file(
      "lines.tsv",
      String(repeating: "miller\tthe wheel turns\nbaker\tthe bread is warm\n", count: 40))
    model = scratch.path("model")
    let command = try Tiny.train(
      lines, out: model, ["--steps", "3", "--condition", "tab", "--boundary", "line"])
    try #require(command.status == 0, "\(command.errors)")
  }

  @Test("A sample is under the condition given, or one that the model draws and does not print")
  func sample() throws {
    let given = try Command(["sample", model, "--condition", "baker", "--length", "9", "--json"])
    #expect(try given.object["condition"] as? String == "baker")
    let drawn = try Command([
      "sample", model, "--seed", "0", "--length", "9", "--count", "30", "--json",
    ]).objects
    #expect(Set(drawn.compactMap { $0["condition"] as? String }) == ["baker", "miller"])
    let text = try Command(["sample", model, "--length", "200", "--temperature", "9"])
    #expect(!text.output.contains("condition"))
    let plain = try scratch.model(name: "plain")
    #expect(try Command(["sample", plain, "--json"]).object["condition"] == nil)
  }

  @Test("A condition that the model does not know is an error that lists the nearest first")
  func unknown() throws {
    for command in [
      try Command(["sample", model, "--condition", "milller"]),
      try Command(["score", model, "--condition", "milller"], input: "a\n"),
      try Command(["tokenize", model, "--condition", "milller"], input: "a\n"),
    ] {
      expectFailure(command, "does not know the condition milller; it knows miller, baker")
    }
    let plain = try scratch.model(name: "plain")
    expectFailure(
      try Command(["sample", plain, "--condition", "x"]), "trained without --condition")
    let other = try scratch.file("other.tsv", "miller\ta\nsmith\tb\n")
    expectFailure(try Command(["eval", model, other]), "other.tsv", "condition smith")
    let bare = try scratch.file("bare.tsv", "miller\ta\nno label\n")
    expectFailure(try Command(["eval", model, bare]), "bare.tsv:2: the line has no tab", "a label")
  }

  @Test("Labels make each line a document; where lines end with CR, the error says so")
  func lineEnds() throws {
    let chosen = scratch.path("chosen")
    let command = try Tiny.train(lines, out: chosen, ["--steps", "1", "--condition", "tab"])
    #expect(command.status == 0, "\(command.errors)")
    let info = try Command(["info", chosen, "--json"]).object
    #expect((info["tokenizer"] as? [String: Any])?["boundary"] as? String == "line")
    for text in ["Jorlar\rDanina\rKelward\r", String(repeating: "Halward\r", count: 400)] {
      let file = try scratch.file("returns.txt", text)
      expectFailure(
        try Tiny.train(file, out: scratch.path("none"), ["--condition", "tab"]),
        "returns.txt:1: the line has no tab", "--line-ends lf")
    }
    let labels = try scratch.file("returns.tsv", "miller\tthe wheel\rbaker\tthe bread\r")
    let one = try Tiny.train(
      labels, out: scratch.path("one"), ["--steps", "1", "--condition", "tab"])
    #expect(one.errors.contains("has 2 CR and no LF") && one.errors.contains("--line-ends lf"))
    let two = try Tiny.train(
      labels, out: scratch.path("two"),
      ["--steps", "1", "--condition", "tab", "--line-ends", "lf"])
    #expect(two.status == 0 && !two.errors.contains("CR"), "\(two.errors)")
  }

  @Test("Scores and evaluations are under conditions, which do not count")
  func figures() throws {
    expectFailure(try Command(["score", model], input: "the bread\n"), "--condition")
    let score = try Command(
      ["score", model, "--condition", "baker", "--json"], input: "the bread\n"
    ).object
    #expect(score["tokens"] as? Int == 9)
    let text = try scratch.file("two.tsv", "baker\tthe bread\nmiller\tthe\n")
    let eval = try Command(["eval", model, text, "--json"]).object
    #expect(eval["tokens"] as? Int == 9 + 1 + 3)
    #expect(eval["characters"] as? Int == 9 + 3 + 2)
  }

  @Test("Conditions are listed, and shown as tokens")
  func shown() throws {
    let info = try Command(["info", model])
    #expect(info.output.contains("2 by tab: baker miller"))
    #expect(
      try Command(["info", model, "--json"]).object["conditions"] as? [String]
        == ["baker", "miller"])
    let pieces = try Command(
      ["tokenize", model, "--condition", "miller", "--pieces"], input: "the"
    ).output.split(separator: "\n")
    #expect(pieces.first == "1\t<doc>")
    #expect(pieces.dropFirst().first?.hasSuffix("\t<condition:miller>") == true)
    #expect(pieces.count == 5)
  }

  @Test("A name may be given in any form, and is one voice in training and afterwards")
  func forms() throws {
    let lines = try scratch.file(
      "cafe.tsv", String(repeating: "caf\u{E9}\ta b c\ncafe\u{301}\tc b a\n", count: 40))
    let model = scratch.path("cafe")
    let train = try Tiny.train(
      lines, out: model,
      ["--steps", "2", "--condition", "tab", "--boundary", "line", "--normalize", "nfc"])
    #expect(train.status == 0, "\(train.errors)")
    #expect(
      try Command(["info", model, "--json"]).object["conditions"] as? [String] == ["caf\u{E9}"])
    for name in ["caf\u{E9}", "cafe\u{301}"] {
      let flags = ["--condition", name]
      #expect(try Command(["sample", model, "--length", "3"] + flags).status == 0)
      #expect(try Command(["score", model] + flags, input: "a b\n").status == 0)
      #expect(try Command(["tokenize", model] + flags, input: "a b\n").status == 0)
    }
    #expect(try Command(["eval", model, lines]).status == 0)
  }

  @Test("Labels before tabs need lines, and standard input has no name")
  func refusals() throws {
    expectRefusal(
      try Tiny.train(
        lines, out: scratch.path("x"), ["--condition", "tab", "--boundary", "file"]),
      "condition: ", "--boundary line")
    expectFailure(
      try Tiny.train("-", out: scratch.path("x"), ["--condition", "folder"], input: "text"),
      "standard input", "--condition")
    expectRefusal(
      try Tiny.train(lines, out: scratch.path("x"), ["--condition", "title"]), "'title'")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("x")))
  }

  @Test("A run under conditions is resumed, and goes on from")
  func resumed() throws {
    let command = try Command(["train", "--out", model, "--resume", "--steps", "5"])
    #expect(command.status == 0, "\(command.errors)")
    let more = try scratch.file(
      "more.tsv", String(repeating: "smith\tthe iron is hot\n", count: 30))
    let grown = try Command(
      ["train", more, "--from", model, "--out", scratch.path("grown"), "--steps", "2"])
    #expect(grown.status == 0, "\(grown.errors)")
    #expect(grown.errors.contains("<condition:smith>"))
    let names = try Command(["info", scratch.path("grown"), "--json"]).object["conditions"]
    #expect(names as? [String] == ["baker", "miller", "smith"])
  }
}
