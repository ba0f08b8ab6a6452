import Foundation
import Testing

@Suite("charlm score and charlm eval")
struct ScoreTests {
  private let scratch: Scratch
  private let model: String
  private static let lines = ["zzzz", "the quiet river", "", "small boats drift", "x#"]
  init() throws {
    scratch = try Scratch()
    model = try scratch.model("--steps", "60", "--boundary", "line")
  }

  private func score(_ flags: String..., input: String = lines.joined(separator: "\n")) throws
    -> Command
  {
    try Command(["score", model] + flags, input: input)
  }

  private func columns(_ output: String) -> [[String]] {
    output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("A line in is a line out, in the same order, from a file or standard input")
  func order() throws {
    let command = try score()
    let rows = columns(command.output)
    #expect(rows.map { $0.last } == Self.lines)
    #expect(rows.allSatisfy { $0.count == 3 })
    let file = try scratch.file("lines.txt", Self.lines.joined(separator: "\r\n") + "\r\n")
    #expect(try score(file, input: "").output == command.output)
    #expect(try score("-").output == command.output)
  }

  @Test("A header comes only where it is asked for")
  func header() throws {
    let plain = try score().output
    #expect(try score("--header").output == "log_probability\tnats_per_token\ttext\n" + plain)
  }

  @Test("Ranked lines come most plausible first")
  func rank() throws {
    let rows = columns(try score("--rank").output)
    #expect(rows.map { $0[2] }.sorted() == Self.lines.sorted())
    let nats = rows.filter { !$0[2].isEmpty }.compactMap { Double($0[1]) }
    #expect(nats == nats.sorted())
    #expect(nats.count == 4)
  }

  @Test("JSON Lines have the keys of the contract, and their parts add up")
  func json() throws {
    let keys: Set = [
      "text", "tokens", "log_probability", "nats_per_token", "perplexity", "unknown_tokens",
    ]
    let plain = try score("--json").objects
    #expect(plain.allSatisfy { Set($0.keys) == keys })
    let detailed = try score("--json", "--per-token").objects
    #expect(detailed.allSatisfy { Set($0.keys) == keys.union(["token_log_probabilities"]) })
    let second = try #require(detailed.dropFirst().first)
    let pairs = try #require(second["token_log_probabilities"] as? [[Any]])
    #expect(pairs.compactMap { $0.first as? String }.joined() == "the quiet river")
    let sum = pairs.compactMap { $0.last as? Double }.reduce(0, +)
    #expect(abs(sum - (second["log_probability"] as? Double ?? 0)) < 1e-9)
    #expect(plain.last?["unknown_tokens"] as? Int == 2)
  }

  @Test("The boundary after a line counts where that is asked for")
  func end() throws {
    let open = try score("--json", input: "the river\n").object
    let closed = try score("--json", "--end", input: "the river\n").object
    #expect(open["tokens"] as? Int == 9)
    #expect(closed["tokens"] as? Int == 10)
    let (a, b) = (open["log_probability"] as? Double, closed["log_probability"] as? Double)
    #expect(try #require(a) > #require(b))
  }

  @Test("No lines give no results, an empty text has nothing to evaluate")
  func empty() throws {
    let command = try score(input: "")
    #expect(command.status == 0)
    #expect(command.output.isEmpty)
    let file = try scratch.file("empty.txt", "")
    expectFailure(try Command(["eval", model, file]), "empty.txt: there is no text")
    expectFailure(try Command(["eval", model, "-"]), "there is no text")
    expectFailure(try Command(["eval", model, scratch.path("gone")]), "gone: no such file")
    expectFailure(try score(scratch.path("gone")), "gone: cannot be read: No such file")
    let bad = try scratch.file("bad.txt", [0x61, 0x0A, 0xFF])
    expectFailure(try score(bad), "bad.txt: line 2, byte 2: not valid UTF-8")
  }

  @Test("An evaluation has the keys of the contract and counts what it read")
  func evaluation() throws {
    let text = "the quiet river\nsmall boäts\n"
    let file = try scratch.file("text.txt", text)
    let command = try Command(["eval", model, file, "--json"])
    let result = try command.object
    #expect(
      Set(result.keys) == [
        "tokens", "characters", "bytes", "words", "unknown_tokens", "nats", "nats_per_token",
        "perplexity", "bits_per_character", "bits_per_byte", "perplexity_per_word", "seconds",
        "documents", "lossy",
      ])
    #expect(result["characters"] as? Int == 28)
    #expect(result["bytes"] as? Int == 29)
    #expect(result["words"] as? Int == 5)
    #expect(result["unknown_tokens"] as? Int == 1)
    #expect(result["lossy"] as? [String] == ["blank lines dropped", "unknown characters"])
    #expect(command.errors.contains("1 of 27 tokens are unknown"))
    let nats = try #require(result["nats"] as? Double)
    let bits = try #require(result["bits_per_byte"] as? Double)
    #expect(abs(nats / log(2) / 29 - bits) < 1e-9)
  }

  @Test("Windows start from nothing, and one as long as the text is the text")
  func window() throws {
    let corpus = try scratch.corpus()
    let lines = Tiny.text.split(separator: "\n")
    // Every character of a line, and the boundary before each line but the first.
    let tokens = lines.reduce(lines.count - 1) { $0 + $1.unicodeScalars.count }
    func nats(_ flags: String...) throws -> Double {
      let result = try Command(["eval", model, corpus, "--json"] + flags).object
      #expect(result["tokens"] as? Int == tokens)
      return try #require(result["nats"] as? Double)
    }
    let whole = try nats()
    #expect(abs(try nats("--window", "1000000") - whole) < 1e-6 * whole)
    #expect(abs(try nats("--window", "1") - whole) > 1e-3)
  }
}
