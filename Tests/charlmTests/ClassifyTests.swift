import Foundation
import Testing

@Suite("charlm classify")
struct ClassifyTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("A classifier is trained, applied and measured", arguments: ["mean", "last", "max"])
  func endToEnd(_ pool: String) throws {
    let model = try scratch.classifier("--pool", pool)
    let input = "das ist ein satz\n\nthis is a sentence\r\n"
    let command = try Command(["classify", "apply", model], input: input)
    let rows = command.output.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    #expect(rows.count == 4)
    #expect([rows[0][0], rows[0][2]] == ["de", "das ist ein satz"])
    #expect([rows[2][0], rows[2][2]] == ["en", "this is a sentence"])
    #expect(try #require(Double(rows[0][1])) > 0.5)
    #expect(rows[1].count == 3 && rows[1][2].isEmpty)
    let top = try Command(["classify", "apply", model, "--top", "5"], input: "and one more\n")
    let fields = top.output.split(separator: "\t")
    #expect([fields[0], fields[2], fields[4]] == ["en", "de", "and one more\n"])
    let object = try #require(
      try Command(["classify", "apply", model, "--json", "--top", "2"], input: input).objects.first)
    #expect(object["label"] as? String == "de")
    #expect((object["labels"] as? [Any])?.count == 2)
    expectRefusal(
      try Command(["classify", "apply", model, "--top", "0"]), "top: 0 is out of range")

    let eval = try Command(["classify", "eval", model, scratch.path("train.txt"), "--json"]).object
    #expect(eval["accuracy"] as? Double == 1)
    #expect(eval["labels_given"] as? Int == 32)
    #expect(eval["outside"] is NSNull)
    #expect(eval["confusion"] as? [[Int]] == [[16, 0], [0, 16]])
    #expect(eval["f1_inside"] == nil)
    let info = try Command(["info", model]).output
    #expect(info.contains("a text classifier"))
    #expect(info.contains("--pool \(pool)"))
    #expect(try Command(["info", model, "--json"]).object["pool"] as? String == pool)
  }

  @Test("Characters that a classifier does not know are counted in a warning and in JSON")
  func unknown() throws {
    let model = try scratch.classifier()
    let input = "\u{FEFF}das ist\n☃☃\n"
    let command = try Command(["classify", "apply", model, "--json"], input: input)
    #expect(command.errors.contains("2 of 9 tokens are unknown to the model"))
    #expect(try command.objects.map { $0["unknown_tokens"] as? Int } == [0, 2])
    #expect(try Command(["classify", "apply", model], input: "das ist\n").errors.isEmpty)
    let other = try scratch.file("other.txt", "de\tdas ☃\n")
    let eval = try Command(["classify", "eval", model, other])
    #expect(eval.errors.contains("1 of 5 tokens are unknown to the model"), "\(eval.errors)")
    let train = try Command(
      [
        "classify", "train", scratch.path("train.txt"), "--valid", other, "--out",
        scratch.path("valid"), "--steps", "2",
      ] + TinyLabels.flags)
    #expect(train.errors.contains("1 of 5 tokens to measure on are not in the vocabulary"))
  }

  @Test("Text in another encoding is labeled as in UTF-8, and replaced bytes are warned of")
  func encoding() throws {
    let model = try scratch.classifier()
    let utf8 = try scratch.file("utf8.txt", "das wäre schön\n")
    let file = scratch.path("latin.txt")
    let latin = Array("das w".utf8) + [0xE4] + Array("re sch".utf8) + [0xF6] + Array("n\n".utf8)
    try Data(latin).write(to: URL(fileURLWithPath: file))
    let apply = ["classify", "apply", model]
    let expected = try Command(apply + [utf8]).output
    #expect(try Command(apply + [file, "--encoding", "ISO-8859-1"]).output == expected)
    #expect(try Command(apply + [file]).status == 1)
    let replaced = try Command(apply + [file, "--invalid", "replace"])
    #expect(replaced.status == 0 && replaced.errors.contains("U+FFFD"), "\(replaced.errors)")
  }

  @Test("What is wrong with a file or a flag is said")
  func errors() throws {
    func train(_ flags: String...) throws -> Command {
      try Command(["classify", "train", "--out", scratch.path("out")] + flags)
    }
    expectFailure(
      try train(scratch.file("bad.txt", "de\tja\nnein\n")),
      "bad.txt:2: no tab in \"nein\"; write a label, a tab and the text")
    expectFailure(
      try train(scratch.file("none.txt", "\tja\n")), "none.txt:1: no label before the tab")
    expectRefusal(try train("x.txt", "--pool", "sum"), "--pool")
    expectRefusal(
      try train("x.txt", "--pool", "last", "--output-layers", "1"), "take mean or max")
  }
}
