import Testing

@Suite("Flags that cannot be meant")
struct FlagErrorTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let counts = [
    "layers", "hidden", "embedding", "batch", "bptt", "steps", "eval-every", "sample-every",
    "patience", "threads", "shards", "sync-every", "min-count", "max-vocabulary",
  ]
  private static let positives = [
    "epochs", "minutes", "rate", "rate-decay", "rate-decay-epochs", "clip-norm", "clip-value",
  ]
  private static let shares = ["dropout", "momentum", "valid-fraction"]

  private func train(_ flags: String...) throws -> Command {
    try Tiny.train(scratch.corpus(), out: scratch.path("out"), ["--steps", "2"] + flags)
  }

  @Test(
    "A count that is zero, negative, no number or too long is refused by name", arguments: counts)
  func count(_ name: String) throws {
    expectRefusal(try train("--\(name)", "0"), "\(name): 0 is out of range; give 1")
    expectRefusal(try train("--\(name)", "-3"), "\(name): -3 is out of range; give 1")
    for value in ["99999999999999999999", "nan", "inf", "1.5", "many", ""] {
      expectRefusal(try train("--\(name)", value), "--\(name)")
    }
  }

  @Test(
    "A measure that is zero, negative, not finite or no number is refused", arguments: positives)
  func positive(_ name: String) throws {
    for value in ["0", "-1", "nan", "inf", "-inf", "1e400"] {
      expectRefusal(try train("--\(name)", value), "\(name): ", "out of range; give more than 0")
    }
    expectRefusal(try train("--\(name)", "much"), "--\(name)")
  }

  @Test("A share of one, below zero or not finite is refused", arguments: shares)
  func share(_ name: String) throws {
    for value in ["1", "-0.5", "nan", "inf"] {
      expectRefusal(try train("--\(name)", value), "\(name): ", "give 0 to less than 1")
    }
  }

  @Test("Numbers that may be zero are refused below it")
  func zeroOrMore() throws {
    expectRefusal(try train("--warmup", "-1"), "warmup: -1 is out of range; give 0")
    expectRefusal(try train("--weight-decay", "-1"), "weight-decay: -1.0", "give 0 or more")
    expectRefusal(try train("--weight-decay", "nan"), "weight-decay: nan", "give 0 or more")
    expectRefusal(try train("--seed", "-1"), "'-1'", "--seed")
    expectRefusal(try train("--seed", "18446744073709551616"), "--seed")
  }

  @Test("A limit that is exceeded is told")
  func limits() throws {
    expectRefusal(try train("--steps", "5000000000"), "steps: 5000000000", "1 to 1000000000")
    expectRefusal(try train("--threads", "5000"), "threads: 5000", "1 to 4096")
    expectRefusal(try train("--rate-decay", "2"), "rate-decay: 2.0", "up to 1")
  }

  @Test("Extreme but finite lengths of a run end it, not the program")
  func extremes() throws {
    let corpus = try scratch.corpus()
    let long = try Tiny.train(
      corpus, out: scratch.path("long"), ["--epochs", "1e300", "--minutes", "0.0001"])
    #expect(long.status == 0, "\(long.errors)")
    let brief = try Tiny.train(corpus, out: scratch.path("brief"), ["--minutes", "1e-300"])
    #expect(brief.status == 0, "\(brief.errors)")
  }

  @Test("An unknown flag or name of a choice is refused, with the choices")
  func unknown() throws {
    expectRefusal(try train("--speed", "3"), "--speed")
    expectRefusal(try train("--cell", "neuron"), "'neuron'", "--cell", "lstm", "gru")
    expectRefusal(try train("--optimizer", "magic"), "--optimizer", "adamw")
    expectRefusal(try train("--schedule", "never"), "--schedule", "cosine")
    expectRefusal(try train("--unit", "word"), "--unit", "scalar")
    expectRefusal(try train("--boundary", "page"), "--boundary", "paragraph")
    expectRefusal(try train("--normalize", "nfx"), "--normalize", "nfkc")
    expectRefusal(try train("--precision", "float8"), "--precision", "float32")
    expectRefusal(try Command(["dream"]), "dream")
  }

  @Test("Flags that contradict each other are refused")
  func contradictions() throws {
    let corpus = try scratch.corpus()
    expectRefusal(
      try train("--valid", corpus, "--valid-fraction", "0.2"), "--valid or --valid-fraction")
    expectRefusal(
      try train("--tie-embeddings", "--embedding", "4"), "embedding = hidden", "4 and 8")
    expectRefusal(try Command(["train", corpus]), "--out")
    // Text that is piped in is not taken for the corpus, and not passed over in silence either.
    expectRefusal(
      try Command(["train", "--out", scratch.path("out")], input: Tiny.text),
      "or - for standard input")
  }

  @Test(
    "Sampling options out of range are refused by name",
    arguments: [
      ("top-p", "0"), ("top-p", "1.5"), ("top-p", "nan"), ("temperature", "-1"),
      ("temperature", "nan"), ("temperature", "inf"), ("top-k", "0"), ("top-k", "-2"),
      ("min-p", "2"), ("min-p", "-0.1"), ("typical-p", "0"), ("typical-p", "1.1"),
      ("repetition-penalty", "0"), ("repetition-window", "-1"), ("length", "-1"), ("count", "0"),
      ("temperature-word-start", "-1"), ("temperature-range", "-0.1"),
      ("temperature-exponent", "0"), ("top-n-sigma", "-1"), ("xtc-probability", "1.1"),
      ("xtc-threshold", "-0.1"), ("mirostat-tau", "0"), ("mirostat-eta", "0"),
      ("frequency-penalty", "inf"), ("presence-penalty", "nan"), ("dry-multiplier", "-1"),
      ("dry-base", "0.9"), ("dry-allowed-length", "0"), ("dry-window", "0"),
    ])
  func sampling(_ name: String, _ value: String) throws {
    expectRefusal(
      try Command(["sample", "model", "--\(name)", value]), "\(name): ", "out of range")
  }

  @Test("Flags of the other commands are checked before any file is opened")
  func others() throws {
    expectRefusal(try Command(["score", "model", "--per-token"]), "--per-token needs --json")
    expectRefusal(try Command(["score", "model", "--header", "--json"]), "--header or --json")
    expectRefusal(try Command(["eval", "model", "text", "--window", "-1"]), "window: -1")
    expectRefusal(
      try Command(["tokenize", "model", "--pieces", "--detokenize"]), "--pieces or --detokenize")
    expectRefusal(
      try Command(["sample", "model", "--prompt", "a", "--prompt-file", "b"]), "not both")
  }
}
