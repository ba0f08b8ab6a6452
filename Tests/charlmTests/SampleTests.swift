import Foundation
import Testing

@Suite("charlm sample")
struct SampleTests {
  private let scratch: Scratch
  private let model: String
  init() throws {
    scratch = try Scratch()
    model = try scratch.model("--steps", "60")
  }

  /// A sample of a seed, which is 0 where no other is given.
  private func sample(_ flags: String..., input: String = "") throws -> Command {
    let seed = flags.contains("--seed") ? [] : ["--seed", "0"]
    return try Command(["sample", model] + seed + flags, input: input)
  }

  @Test("The same seed gives the same text, another seed another")
  func seed() throws {
    let first = try sample("--length", "60", "--seed", "3")
    #expect(first.status == 0)
    #expect(first.output.unicodeScalars.count > 1)
    #expect(try sample("--length", "60", "--seed", "3").output == first.output)
    #expect(try sample("--length", "60", "--seed", "4").output != first.output)
  }

  @Test("Without a seed each text is another one, and the seed that is printed repeats it")
  func newSeed() throws {
    var texts: Set<String> = []
    for _ in 0..<3 {
      let first = try Command(["sample", model, "--length", "60", "--json"])
      let seed = try #require(first.object["seed"] as? Int)
      #expect(first.errors == "seed \(seed)\n")
      let again = try sample("--length", "60", "--json", "--seed", "\(seed)")
      #expect(again.output == first.output && again.errors.isEmpty)
      texts.insert(first.output)
    }
    #expect(texts.count == 3)
  }

  @Test("Text that is piped in is the prompt, unless another one is given")
  func piped() throws {
    let given = try sample("--prompt", "small boats", "--length", "20")
    let piped = try sample("--length", "20", input: "small boats\n")
    #expect(piped.output == given.output)
    #expect(piped.errors.contains("the text from standard input is the prompt"))
    let other = try sample("--prompt", "", "--length", "20", input: "small boats\n")
    #expect(try other.output == sample("--length", "20").output && other.errors.isEmpty)
    let line = "\"$charlm\" sample \(model) --seed 0 --length 20"
    #expect(try Command(shell: "printf 'small boats' | \(line)").output == given.output)
  }

  @Test(
    "Standard input that is empty, closed, a device or silent is no prompt and holds nothing up",
    .timeLimit(.minutes(1)))
  func silent() throws {
    let line = "\"$charlm\" sample \(model) --seed 0 --length 20"
    let expected = try sample("--length", "20").output
    for shell in ["\(line) </dev/null", "\(line) <&-", "printf '' | \(line)"] {
      let command = try Command(shell: shell)
      #expect(command.status == 0 && command.output == expected, "\(shell): \(command.errors)")
      #expect(command.errors.isEmpty, "\(shell): \(command.errors)")
    }
    // A pipe that is open for as long as the command runs, and says nothing.
    let open = try Command(shell: "mkfifo \(scratch.path("f")); \(line) <>\(scratch.path("f"))")
    #expect(open.status == 0 && open.output == expected, "\(open.errors)")
    #expect(open.errors.contains("no text has come from standard input"))
  }

  @Test("The prompt can be left out of what is printed")
  func noPrompt() throws {
    let whole = try sample("--prompt", "the miller", "--length", "20").output
    let text = try sample("--prompt", "the miller", "--length", "20", "--no-prompt").output
    #expect("the miller" + text == whole)
    let several = try sample(
      "--prompt", "the miller", "--length", "5", "--no-prompt", "--count", "2")
    #expect(!several.output.contains("the miller"))
    let object = try sample("--prompt", "the", "--length", "5", "--no-prompt", "--json").object
    #expect(object["prompt"] == nil && object["text"] != nil)
  }

  @Test("A stop that the model can never write is told, and what to write for a line end")
  func impossibleStop() throws {
    let command = try sample("--length", "5", "--stop", "\\n", "--stop", "the")
    #expect(command.status == 0)
    #expect(command.errors.contains("--stop \\n can never occur"))
    #expect(command.errors.contains("\\ (U+005C); in most shells $'\\n' is a line end"))
    #expect(command.errors.count { $0.isNewline } == 1)
    #expect(try sample("--length", "5", "--stop", "\n").errors.isEmpty)
    let bytes = try scratch.model("--unit", "byte", name: "bytes")
    let any = try Command(["sample", bytes, "--seed", "0", "--length", "5", "--stop", "\\n"])
    #expect(any.errors.isEmpty, "\(any.errors)")
    let prompt = try sample("--length", "5", "--prompt", "the\\nmiller")
    #expect(prompt.errors.contains("$'\\n' is a line end"))
  }

  @Test("Stop texts are read as the model reads text", arguments: ["SMALL", "ﬁ", "e\u{301}"])
  func normalizedStop(_ stop: String) throws {
    let corpus = try scratch.file("a.txt", String(repeating: "small ﬁsh café. ", count: 40))
    let out = scratch.path("folded")
    let flags = ["--steps", "2", "--casefold", "--normalize", "nfkc"]
    try #require(try Tiny.train(corpus, out: out, flags).status == 0)
    let command = try Command(["sample", out, "--seed", "0", "--length", "3", "--stop", stop])
    #expect(command.errors.isEmpty, "\(command.errors)")
  }

  @Test("Texts that begin with a dash are values of their flags")
  func dashes() throws {
    for prompt in ["- a list", "--- title", "-", "--length", "--", "-7"] {
      let command = try sample("--prompt", prompt, "--length", "0", "--stop", "---")
      #expect(command.output == prompt + "\n", "\(command.errors)")
    }
    let corpus = try scratch.file("list.txt", String(repeating: "- one --- two\n", count: 40))
    let out = scratch.path("list")
    try #require(try Tiny.train(corpus, out: out, ["--steps", "2"]).status == 0)
    let stopped = try Command(
      ["sample", out, "--seed", "1", "--length", "50", "--stop", "-", "--stop", "---", "--json"])
    #expect(try stopped.object["ending"] as? String == "stop", "\(stopped.errors)")
    expectFailure(
      try Command(["sample", out, "--condition", "-x"]), "trained without --condition")
    let labels = try Command(["tag", "prepare", "--remove", "-,"], input: "a-b\n")
    #expect(labels.output == "a\t-\nb\tO\n\n", "\(labels.errors)")
  }

  @Test("Temperature zero does not depend on the seed")
  func greedy() throws {
    let first = try sample("--temperature", "0", "--length", "30", "--seed", "1")
    #expect(
      try sample("--temperature", "0", "--length", "30", "--seed", "2").output == first.output)
    #expect(try sample("--top-k", "1", "--length", "30", "--seed", "3").output == first.output)
    // So none is drawn, but where something else is.
    let greedy = try Command(["sample", model, "--temperature", "0", "--length", "9"])
    #expect(greedy.status == 0 && greedy.errors.isEmpty, "\(greedy.errors)")
    for flags in [["--xtc-probability", "0.5"], ["--samplers", "top_k"]] {
      let drawn = try Command(["sample", model, "--temperature", "0", "--length", "9"] + flags)
      #expect(drawn.errors.hasPrefix("seed "), "\(flags): \(drawn.errors)")
    }
  }

  @Test("A count gives that many texts, each its own, each repeatable")
  func count() throws {
    let many = try sample("--count", "3", "--length", "30", "--json").objects
    #expect(many.compactMap { $0["index"] as? Int } == [0, 1, 2])
    #expect(Set(many.compactMap { $0["text"] as? String }).count == 3)
    let two = try sample("--count", "2", "--length", "30", "--json").objects
    #expect(
      two.compactMap { $0["text"] as? String }
        == many.prefix(2).compactMap { $0["text"] as? String })
    let one = try sample("--length", "30", "--json").object
    #expect(one["text"] as? String == many[0]["text"] as? String)
    let plain = try sample("--count", "2", "--length", "30").output
    #expect(plain.hasPrefix("--- 1\n"))
    #expect(plain.contains("\n--- 2\n"))
  }

  @Test("A stop ends the text before it, and the text is not printed")
  func stop() throws {
    let whole = try #require(try sample("--length", "200", "--json").object["text"] as? String)
    let middle = String(whole.dropFirst(20).prefix(3))
    let cut = try sample("--length", "200", "--stop", middle, "--stop", "###", "--json").object
    let text = try #require(cut["text"] as? String)
    let end = try #require(whole.range(of: middle)?.lowerBound)
    #expect(text == whole[..<end])
    #expect(cut["ending"] as? String == "stop")
  }

  @Test("A length of zero prints the prompt alone")
  func prompt() throws {
    #expect(try sample("--prompt", "the miller", "--length", "0").output == "the miller\n")
    #expect(try sample("--prompt", "-7", "--length", "0").output == "-7\n")
  }

  @Test("A prompt from a file or standard input is that of the flag")
  func promptFile() throws {
    let flag = try sample("--prompt", "small boats", "--length", "20")
    let file = try scratch.file("prompt.txt", "small boats")
    #expect(try sample("--prompt-file", file, "--length", "20").output == flag.output)
    #expect(
      try sample("--prompt-file", "-", "--length", "20", input: "small boats").output == flag.output
    )
    expectFailure(try sample("--prompt-file", scratch.path("gone")), "gone: cannot be read")
    let bad = try scratch.file("bad.txt", [0x61, 0x0A, 0xFF])
    expectFailure(try sample("--prompt-file", bad), "bad.txt:2:1 (byte 2): not valid UTF-8")
  }

  @Test("Characters that the model has never seen are named in a warning")
  func unseen() throws {
    let command = try sample("--prompt", "Zoë the", "--length", "5")
    #expect(command.status == 0)
    #expect(command.errors.contains("charlm: warning: "))
    #expect(command.errors.contains("Z (U+005A), ë (U+00EB)"))
    #expect(command.output.hasPrefix("Zoë the"))
    #expect(try sample("--prompt", "the", "--length", "5").errors.isEmpty)
  }

  @Test(
    "Numbers at the edge of their range do no harm",
    arguments: [
      ["--temperature", "1e-320"], ["--temperature", "1e308"], ["--top-p", "1e-300"],
      ["--top-k", "9223372036854775807"], ["--min-p", "1"], ["--typical-p", "1e-9"],
      ["--repetition-penalty", "1e300"], ["--repetition-penalty", "1e-300"],
      ["--repetition-penalty", "1.5", "--repetition-window", "9223372036854775807"],
      ["--seed", "18446744073709551615"], ["--top-n-sigma", "1e-300"],
      ["--dry-multiplier", "1e300", "--dry-base", "1e300", "--dry-allowed-length", "1"],
      ["--frequency-penalty", "1e308", "--presence-penalty", "-1e308"],
      ["--mirostat-tau", "1e300", "--mirostat-eta", "1e300"], ["--mirostat-tau", "1e-300"],
      ["--xtc-probability", "1", "--xtc-threshold", "0"], ["--temperature-range", "1e308"],
      ["--temperature-word-start", "0"], ["--logit-bias", "e:1e308"], ["--samplers", ""],
    ])
  func edges(_ flags: [String]) throws {
    let command = try Command(["sample", model, "--length", "40", "--json"] + flags)
    #expect(command.status == 0, "\(command.errors)")
    #expect(try command.object["tokens"] as? Int ?? 0 >= 1)
  }

  @Test("A bias of −∞ leaves a character out, and one that is high draws it")
  func bias() throws {
    let flags = ["--length", "200", "--no-prompt", "--prompt", "the "]
    func text(_ more: String...) throws -> String {
      let command = try Command(["sample", model, "--seed", "5"] + flags + more)
      try #require(command.status == 0, "\(command.errors)")
      return command.output
    }
    try #require(try text().contains("e"))
    #expect(try !text("--logit-bias", "e:-inf").contains("e"))
    #expect(try text("--logit-bias", "e:30").hasPrefix("eeee"))
    #expect(try text("--logit-bias", " :-inf", "--logit-bias", "\n:-inf").count >= 200)
    for (value, part) in [
      ("e", "such as e:+2.5"), ("e:nan", "such as e:+2.5"), ("e:inf", "such as e:+2.5"),
      ("-:x", "such as e:+2.5"),
    ] {
      expectRefusal(try Command(["sample", model, "--logit-bias", value]), part)
    }
    expectFailure(
      try Command(["sample", model, "--logit-bias", "Z:1"]), "logit-bias: \"Z\"",
      "one character that the model knows")
  }

  @Test("The samplers apply in the order given, and unknown or repeated ones are refused")
  func order() throws {
    let flags = ["--length", "80", "--temperature", "1000", "--top-p", "0.1"]
    func text(_ more: String...) throws -> String {
      let command = try Command(["sample", model, "--seed", "5"] + flags + more)
      try #require(command.status == 0, "\(command.errors)")
      return command.output
    }
    let names = "penalties;dry;top_n_sigma;top_k;typ_p;top_p;min_p;xtc;temperature"
    #expect(try text("--samplers", names) == text())
    #expect(try text("--samplers", "temperature;top_p") != text())
    #expect(try text("--samplers", "temperature") != text())
    expectRefusal(
      try Command(["sample", model, "--samplers", "top_k;best"]), "best", "penalties, dry")
    expectRefusal(
      try Command(["sample", model, "--samplers", "top_k;top_k"]), "top_k is named twice")
  }

  @Test("A JSON object per text holds the text, how it ended and the seed")
  func json() throws {
    let seed = "18446744073709551615"
    let command = try sample("--prompt", "the \"b\"\t", "--length", "7", "--seed", seed, "--json")
    let object = try command.object
    let keys = [
      "prompt", "text", "tokens", "log_probability", "ending", "seed", "index", "receipt",
    ]
    #expect(Set(object.keys) == Set(keys))
    #expect(object["prompt"] as? String == "the \"b\"\t")
    #expect(object["tokens"] as? Int == 7)
    #expect(object["ending"] as? String == "length")
    #expect((object["seed"] as? NSNumber)?.uint64Value == .max)
  }
}
