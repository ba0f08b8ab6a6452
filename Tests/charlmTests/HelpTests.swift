import Testing

@Suite("Help")
struct HelpTests {
  static let commands = [
    "train", "sample", "eval", "score", "info", "tokenize", "export", "tag", "classify", "bench",
    "gradient-flow", "graph", "check-gradients", "corpus", "ngram", "accepts", "forms", "index",
    "compress", "decompress", "rank", "pairs", "rescore", "calibrate", "fill", "decode", "correct",
  ]

  @Test("names every command")
  func commands() throws {
    let help = try Command(["--help"])
    #expect(help.status == 0)
    for name in Self.commands { #expect(help.output.contains("  \(name) ")) }
  }

  @Test("Without a command, it says what can be done at once with the models that are here")
  func firstSteps() throws {
    let command = try Command([])
    #expect(command.status == 0)
    for words in ["charlm sample tang", "charlm train"] {
      #expect(command.output.contains(words))
    }
  }

  @Test(
    "An unknown word leads to the command that is meant",
    arguments: [
      (["generate", "x"], "'charlm sample'"), (["trian"], "'charlm train'"),
      (["ppl"], "'charlm eval'"), (["corpus", "reprot"], "'charlm corpus report'"),
      (["zzzzzz"], "is not a command of charlm. See"),
    ])
  func unknownCommand(arguments: [String], words: String) throws {
    expectRefusal(try Command(arguments), words)
  }

  @Test(
    "An unknown option leads to the one that is meant",
    arguments: [
      (["sample", "m", "--temp", "1"], "did you mean --temperature?"),
      (["sample", "m", "--top_k", "4"], "did you mean --top-k?"),
      (["sample", "m", "--lenght", "4"], "did you mean --length?"),
      (["sample", "m", "--max-tokens", "4"], "here it is called --length."),
      (["train", "t", "--out", "o", "--lr", "1"], "here it is called --rate."),
      (["corpus", "clean", "t", "--output", "o"], "here it is called --out."),
      (["eval", "--model", "m"], "as an argument."),
      (["sample", "m", "--zzzzz"], "Unknown option --zzzzz. See 'charlm sample --help'."),
    ])
  func unknownOption(arguments: [String], words: String) throws {
    expectRefusal(try Command(arguments), words)
  }

  @Test("Short forms are those of other programs")
  func shortForms() throws {
    let scratch = try Scratch()
    let model = try scratch.model()
    let long = try Command([
      "sample", model, "--prompt", "- t", "--length", "5", "--seed", "3",
    ])
    #expect(long.status == 0 && long.output.hasPrefix("- t"))
    let short = try Command(["sample", model, "-p", "- t", "-n", "5", "--seed", "3"])
    #expect(short.output == long.output)
    #expect(try Command(["corpus", "get", "x", "-o", scratch.path("y")]).status == 1)
  }
}
