import Foundation
import TestSupport
import Testing

@Suite("charlm index, sample --max-copy and --novelty")
struct CopyTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("A limit holds for every text, and the longest copy is reported with its place")
  func copies() throws {
    // An n-gram model copies long runs.
    let (corpus, model) = (try scratch.corpus(), scratch.path("grams"))
    #expect(try Command(["ngram", "train", corpus, "--out", model]).status == 0)
    #expect(try Command(["index", model, corpus]).status == 0)
    let text = ["sample", model, "--seed", "5", "--length", "150", "--count", "12", "--json"]
    func longest(_ flags: String...) throws -> [Int] {
      try JSONLines.parse(Command(text + ["--novelty"] + flags).output).map { line in
        let copy = try #require(line["longest_copy"] as? [String: Any])
        let (run, count) = (copy["text"] as? String ?? "", copy["characters"] as? Int ?? 0)
        #expect(run.unicodeScalars.count == count && Tiny.text.contains(run))
        #expect((copy["source"] as? String)?.hasPrefix(scratch.path("corpus.txt:")) == true)
        // Checked without the index.
        let written = Array(line["text"] as? String ?? "")
        for start in 0..<max(0, written.count - count) {
          #expect(!Tiny.text.contains(String(written[start...start + count])))
        }
        return count
      }
    }
    let free = try longest()
    #expect(free.count == 12 && free.contains { $0 > 30 })
    #expect(try longest("--max-copy", "12").allSatisfy { $0 <= 12 })
    let plain = try Command(["sample", model, "--seed", "5", "--length", "30", "--novelty"])
    #expect(plain.errors.hasPrefix("longest copy: "))
  }

  @Test("A copy with quotation marks is printed as it stands")
  func quotationMarks() throws {
    let text = try scratch.file(
      "quoted.txt", String(repeating: "it's said that it isn't.\n", count: 40))
    let out = scratch.path("quoted")
    let command = try Tiny.train(text, out: out, ["--steps", "2", "--copy-index"])
    #expect(command.status == 0, "\(command.errors)")
    let sample = try Command(["sample", out, "--seed", "1", "--regex", "it's", "--novelty"])
    #expect(sample.errors.contains(#"4 characters of"#), "\(sample.errors)")
    #expect(sample.errors.contains(#": "it's""#), "\(sample.errors)")
  }

  @Test("The text is that of the run, or the one that is named")
  func index() throws {
    let model = try scratch.model()
    let indexed = try Command(["index", model, "--json"])
    #expect(indexed.status == 0)
    let tokens = try #require(indexed.object["tokens"] as? Int)
    // The text and the boundary before it.
    #expect(tokens == Tiny.text.unicodeScalars.count + 1)
    let other = try scratch.file("other.txt", "small boats\n")
    #expect(try Command(["index", model, other, "--json"]).object["tokens"] as? Int == 13)
  }

  @Test("What cannot be done is said")
  func errors() throws {
    let model = try scratch.model()
    expectFailure(
      try Command(["sample", model, "--max-copy", "9"]), "no index", "charlm index \(model)")
    #expect(try Command(["sample", model, "--max-copy", "0"]).status == 64)
    #expect(try Command(["index", model, "-"]).status == 64)
    try FileManager.default.removeItem(atPath: model + "/training.json")
    expectFailure(try Command(["index", model]), "name it after the model")
    expectFailure(try Command(["index", model, scratch.path("none.txt")]), "none.txt")
    _ = try Command(["index", model, scratch.path("corpus.txt")])
    try Data("charlm copies".utf8).write(to: URL(fileURLWithPath: model + "/copies.index"))
    expectFailure(try Command(["sample", model, "--novelty"]), "copies.index", "damaged")
    let backward = try scratch.model("--direction", "backward", "--copy-index", name: "backward")
    expectFailure(try Command(["sample", backward, "--max-copy", "9"]), "forward")
  }
}
