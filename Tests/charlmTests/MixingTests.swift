import Foundation
import Testing

@Suite("Mixing and learning from the text")
struct MixingTests {
  private let scratch: Scratch
  private let model: String
  private let ngram: String
  private let text: String

  init() throws {
    scratch = try Scratch()
    model = try scratch.model()
    ngram = scratch.path("ngram")
    let trained = try Command(["ngram", "train", scratch.corpus(), "--out", ngram])
    try #require(trained.status == 0, "\(trained.errors)")
    text = try scratch.corpus()
  }

  private func loss(_ arguments: [String]) throws -> Double {
    let command = try Command(["eval", model, text, "--json"] + arguments)
    try #require(command.status == 0, "\(command.errors)")
    return try #require(try command.object["nats_per_token"] as? Double)
  }

  @Test("A mixture with a better model lowers the loss, as a sum and as a product")
  func mixtures() throws {
    let plain = try loss([])
    let sum = try loss(["--mix", "\(ngram):0.9"])
    let product = try loss(["--mix", "\(ngram):0.9", "--mix-by", "product"])
    #expect(sum < plain && product < plain && sum != product)
  }

  @Test("eval --dynamic shows both losses, and learning lowers the loss")
  func dynamic() throws {
    let flags = ["--dynamic", "--dynamic-rate", "0.01"]
    let object = try Command(["eval", model, text, "--json"] + flags).object
    let learned = try #require(object["dynamic"] as? [String: Any])
    let (a, b) = (object["nats_per_token"] as? Double, learned["nats_per_token"] as? Double)
    #expect(try #require(b) < #require(a))
    #expect(try a == loss([]))
    let table = try Command(["eval", model, text] + flags).output
    #expect(table.contains("static") && table.contains("dynamic"))
  }

  @Test("eval --cache shows both losses, and a repeated text is predicted better with a cache")
  func cache() throws {
    let flags = ["--cache", "500", "--cache-weight", "0.3", "--cache-flatness", "1"]
    let object = try Command(["eval", model, text, "--json"] + flags).object
    let cached = try #require(object["cache"] as? [String: Any])
    let (a, b) = (object["nats_per_token"] as? Double, cached["nats_per_token"] as? Double)
    #expect(try #require(b) < #require(a))
    #expect(try a == loss([]))
    let table = try Command(["eval", model, text] + flags).output
    #expect(table.contains("static") && table.contains("cache"))
  }

  @Test("score --dynamic learns from the lines before")
  func score() throws {
    let lines = try scratch.file("lines.txt", String(repeating: "the quiet river\n", count: 40))
    let flags = ["--dynamic", "--dynamic-rate", "0.01", "--dynamic-window", "8"]
    let rows = try Command(["score", model, lines] + flags).output.split(separator: "\n")
      .compactMap { $0.split(separator: "\t").first.flatMap { Double($0) } }
    #expect(rows.count == 40 && rows[39] > rows[0])
    let plain = try Command(["score", model, lines]).output.split(separator: "\n")
    #expect(Set(plain).count == 1)
  }

  @Test("sample works with all of it, and repeats")
  func sample() throws {
    for flags in [
      ["--mix", "\(ngram):0.5"], ["--dynamic"], ["--dynamic", "--mix", "\(ngram):0.5"],
      ["--cache", "100"], ["--cache", "5", "--cache-weight", "0.4", "--mix", "\(ngram):0.5"],
    ] {
      let arguments =
        ["sample", model, "--prompt", "the quiet ", "--seed", "4", "--length", "40"] + flags
      let first = try Command(arguments)
      #expect(first.status == 0 && first.output.hasPrefix("the quiet "), "\(first.errors)")
      #expect(try Command(arguments).output == first.output)
    }
  }

  @Test("Models with other characters and impossible weights are refused")
  func refusals() throws {
    let corpus = try scratch.file("other.txt", String(repeating: "Äpfel und Birnen. ", count: 90))
    let other = scratch.path("other")
    let trained = try Command(["ngram", "train", corpus, "--out", other])
    try #require(trained.status == 0, "\(trained.errors)")
    expectFailure(
      try Command(["eval", model, text, "--mix", "\(other):0.5"]), "other", "Ä", "lacks")
    expectRefusal(try Command(["eval", model, text, "--mix", ngram]), "mix")
    expectRefusal(try Command(["eval", model, text, "--mix", "\(ngram):1.5"]), "mix")
    expectRefusal(try Command(["eval", model, text, "--dynamic-rate", "0.1"]), "--dynamic")
    expectFailure(try Command(["eval", ngram, text, "--dynamic"]), "n-gram model", "--dynamic")
    expectFailure(try Command(["eval", ngram, text, "--cache", "9"]), "n-gram model", "--cache")
    expectRefusal(try Command(["eval", model, text, "--cache-weight", "0.1"]), "--cache")
    expectRefusal(try Command(["eval", model, text, "--cache", "0"]), "cache")
    expectRefusal(try Command(["eval", model, text, "--cache", "9", "--dynamic"]), "not both")
  }
}
