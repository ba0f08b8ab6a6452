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
    let nats = rows.compactMap { Double($0[1]) }
    #expect(nats[..<2] == nats[..<2].sorted()[...])
    #expect(Set(rows[..<2].map { $0[2] }) == ["the quiet river", "small boats drift"])
    // Lines that the model does not know in full, then that of nothing.
    #expect(Set(rows[2..<4].map { $0[2] }) == ["zzzz", "x#"])
    #expect(rows[4][2].isEmpty)
    // The more is unknown, the later, whatever <unk> costs.
    let lines = ["zzzzzzzz", "the zzzz", "the river z", "qq qq"]
    let order = columns(try score("--rank", input: lines.joined(separator: "\n")).output)
    #expect(order.map { $0[2] } == ["qq qq", "the river z", "the zzzz", "zzzzzzzz"])
  }

  @Test("Unknown tokens are counted in a warning, and in a column where that is asked for")
  func unknown() throws {
    let command = try score("--unknown-tokens", "--header")
    #expect(command.errors.contains("6 of 38 tokens are unknown to the model"))
    let rows = columns(command.output)
    #expect(rows[0] == ["log_probability", "nats_per_token", "unknown_tokens", "text"])
    #expect(rows.dropFirst().map { $0[2] } == ["4", "0", "0", "0", "2"])
    #expect(try score(input: "the river\n").errors.isEmpty)
    expectRefusal(try score("--unknown-tokens", "--json"), "--unknown-tokens")
  }

  @Test("Text in another normal form than the training text is told, with the way to convert it")
  func normalForm() throws {
    let words = ["chào", "buổi", "sáng", "việt", "nam"].joined(separator: " ")
    let (nfc, nfd) = (
      words.precomposedStringWithCanonicalMapping, words.decomposedStringWithCanonicalMapping
    )
    for (form, text, other) in [("nfd", nfd, nfc), ("nfc", nfc, nfd)] {
      let corpus = try scratch.file("a.txt", String(repeating: text + "\n", count: 40))
      let plain = scratch.path("plain-\(form)"), normal = scratch.path("normal-\(form)")
      try #require(try Tiny.train(corpus, out: plain, ["--steps", "2"]).status == 0)
      let command = try Command(["score", plain], input: other + "\n")
      #expect(command.errors.contains("charlm corpus clean --normalize \(form)"))
      // A model with a normal form reads both alike.
      let flags = ["--steps", "2", "--normalize", form]
      try #require(try Tiny.train(corpus, out: normal, flags).status == 0)
      let scores = try Command(["score", normal, "--json"], input: "\(nfc)\n\(nfd)\n").objects
      #expect(scores.map { $0["unknown_tokens"] as? Int } == [0, 0])
      #expect(
        scores[0]["log_probability"] as? Double == scores[1]["log_probability"] as? Double)
      let samples = try [nfc, nfd].map {
        try Command(["sample", normal, "--seed", "1", "--prompt", $0, "--no-prompt"]).output
      }
      #expect(samples[0] == samples[1])
    }
  }

  @Test("A byte order mark at the start is not a character, wherever text is read")
  func byteOrderMark() throws {
    let file = try scratch.file("bom.txt", "\u{FEFF}the river\n")
    let plain = try scratch.file("plain.txt", "the river\n")
    for words in [
      ["score", model], ["tokenize", model], ["tokenize", model, "--json"],
      ["sample", model, "--seed", "1", "--no-prompt", "--prompt-file"],
    ] {
      let command = try Command(words + [file])
      let other = try Command(words + [plain])
      #expect(command.status == 0 && command.output == other.output)
      // Of unknown characters there may be others: the line end.
      #expect(command.errors == other.errors)
    }
    let prompt = ["sample", model, "--seed", "1", "--prompt"]
    #expect(
      try Command(prompt + ["\u{FEFF}the"]).output == Command(prompt + ["the"]).output)
    let eval = try Command(["eval", model, file, "--json"])
    #expect(try eval.object["unknown_tokens"] as? Int == 0 && eval.errors.isEmpty)
    // Nor does a model learn it.
    let corpus = try scratch.file("marked.txt", "\u{FEFF}" + Tiny.text)
    let marked = scratch.path("marked")
    try #require(try Tiny.train(corpus, out: marked, ["--steps", "2"]).status == 0)
    let unmarked = scratch.path("unmarked")
    let text = try scratch.file("unmarked.txt", Tiny.text)
    try #require(try Tiny.train(text, out: unmarked, ["--steps", "2"]).status == 0)
    let sizes = try [marked, unmarked].map {
      try Command(["info", $0, "--json"]).object["vocabulary_size"] as? Int
    }
    #expect(sizes[0] != nil && sizes[0] == sizes[1])
  }

  @Test("A perplexity per word is left out where spaces do not separate words, and never inf")
  func words() throws {
    let poem = String(repeating: "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n", count: 20)
    for (name, text) in [
      ("zh.txt", poem), ("one.txt", poem.replacing("\n", with: "")),
      ("long.txt", String(repeating: "acgt", count: 500)),
    ] {
      let file = try scratch.file(name, text)
      for unit in ["scalar", "byte"] {
        let out = scratch.path(name + unit)
        let flags = ["--steps", "2", "--unit", unit]
        try #require(try Tiny.train(file, out: out, flags).status == 0)
        let command = try Command(["eval", out, file])
        #expect(!command.output.contains("per word") && !command.output.contains("inf"))
        let object = try Command(["eval", out, file, "--json"]).object
        #expect(object["perplexity_per_word"] is NSNull)
        #expect(object["words"] is Int)
      }
    }
    let english = try Command(["eval", model, scratch.corpus()])
    #expect(english.output.contains("perplexity per word  "))
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
    expectFailure(try score(bad), "bad.txt:2:1 (byte 2): not valid UTF-8")
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
