import Foundation
import Testing

@Suite("Receipts and charlm replay")
struct ReceiptTests {
  private let scratch: Scratch
  private let model: String

  init() throws {
    scratch = try Scratch()
    model = try scratch.model("--steps", "10", "--copy-index")
  }

  /// Runs `charlm sample --json` and returns the path of its output.
  private func record(_ flags: [String], model: String? = nil) throws -> String {
    let command = try Command(["sample", model ?? self.model, "--json", "--length", "30"] + flags)
    try #require(command.status == 0, "\(flags): \(command.errors)")
    return try scratch.file("texts.jsonl", command.output)
  }

  private func receipt(_ file: String) throws -> [String: Any] {
    let lines = try JSONLines.parse(String(contentsOfFile: file, encoding: .utf8))
    return try #require(lines.first?["receipt"] as? [String: Any])
  }

  @Test(
    "What sample offers is replayed to the last bit",
    arguments: [
      ["--count", "3"],
      ["--temperature", "1.2", "--top-p", "0.9", "--stop", "\n", "--stop", "xyz"],
      ["--mirostat-tau", "2"], ["--logit-bias", "e:-inf", "--dry-multiplier", "1"],
      ["--dry-sequence-breaker", "none", "--dry-multiplier", "2"],
      ["--samplers", "temperature;min_p", "--min-p", "0.1"], ["--prompt", "the miller"],
      ["--beams", "4", "--count", "3"],
      ["--beams", "4", "--beam-groups", "2", "--diversity", "0.3"],
      ["--beams", "4", "--stochastic-beams", "--count", "4", "--temperature", "0.7"],
      ["--best-of", "6", "--count", "3", "--length-penalty", "0.5"],
      ["--regex", "[a-z]+ [a-z]+"], ["--must", "bell", "--ban", "the"], ["--max-copy", "6"],
      ["--cache", "20", "--prompt", "the miller walks along the river"],
      ["--dynamic", "--dynamic-rate", "0.01", "--prompt", "the miller walks along the river"],
      ["--precision", "bfloat16"], ["--last"], ["--length", "0"], ["--no-prompt", "--prompt", "a"],
      ["--novelty"], ["--contrastive", "0.5", "--candidates", "3"],
    ])
  func equal(_ flags: [String]) throws {
    let file = try record(flags)
    let replay = try Command(["replay", file])
    #expect(replay.status == 0, "\(flags): \(replay.errors)\(replay.output)")
    #expect(replay.errors.isEmpty)
    let lines = replay.output.split(separator: "\n")
    #expect(!lines.isEmpty && lines.allSatisfy { $0.hasSuffix(": equal") })
    let json = try Command(
      ["replay", "-", "--json"], input: String(contentsOfFile: file, encoding: .utf8))
    #expect(try json.objects.count == lines.count)
    #expect(
      try json.objects.allSatisfy { $0["equal"] as? Bool == true && $0["exact"] as? Bool == true })
  }

  @Test("Mixtures and n-gram models are replayed")
  func mixtures() throws {
    let ngram = scratch.path("ngram")
    let trained = try Command([
      "ngram", "train", try scratch.corpus(), "--order", "3", "--out", ngram,
    ])
    try #require(trained.status == 0, "\(trained.errors)")
    for flags in [["--mix", "\(ngram):0.4"], ["--mix", "\(ngram):-0.2", "--mix-by", "product"]] {
      #expect(try Command(["replay", record(flags)]).status == 0)
    }
    #expect(try Command(["replay", record(["--count", "2"], model: ngram)]).status == 0)
  }

  @Test("Files are part of the receipt, so that a replay does not need them")
  func files() throws {
    let grammar = try scratch.file("g.gbnf", "root ::= [a-z]+ \" \" [a-z]+ \"\\n\"")
    let banned = try scratch.file("banned.txt", "ab\nthe\n")
    let file = try record(["--grammar", grammar, "--ban-file", banned])
    try FileManager.default.removeItem(atPath: grammar)
    try FileManager.default.removeItem(atPath: banned)
    #expect(try Command(["replay", file]).status == 0)
    // A long file is there by its hash.
    let long = try scratch.file(
      "long.txt", (0..<4000).map { "word\($0)" }.joined(separator: "\n"))
    let other = try record(["--ban-file", long])
    #expect(try Command(["replay", other]).status == 0)
    _ = try scratch.file("long.txt", "other words")
    expectFailure(try Command(["replay", other]), "has changed since the receipt was made")
  }

  @Test("A change is found: in the text, in a number, in a setting")
  func changes() throws {
    let file = try record(["--seed", "5", "--count", "2"])
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let lines = try JSONLines.parse(text)
    let second = try #require(lines[1]["text"] as? String)
    var changed = Array(second.unicodeScalars)
    try #require(changed.count > 3)
    changed[3] = changed[3] == "x" ? "y" : "x"
    let column = second.prefix(3).split(separator: "\n", omittingEmptySubsequences: false)
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: changed)
    func encoded(_ text: String) -> String {
      text.replacingOccurrences(of: "\n", with: "\\n")
    }
    let wrong = try scratch.file(
      "wrong.jsonl", text.replacingOccurrences(of: encoded(second), with: encoded(String(scalars))))
    let replay = try Command(["replay", wrong])
    #expect(replay.status == 1)
    #expect(replay.output.contains("wrong.jsonl:1: equal"))
    let place = "line \(column.count), column \(column[column.count - 1].count + 1)"
    #expect(replay.output.contains("wrong.jsonl:2: differs at \(place)"), "\(replay.output)")
    let seed = try scratch.file(
      "seed.jsonl", text.replacingOccurrences(of: "\"seed\":\"5\"", with: "\"seed\":\"6\""))
    #expect(try Command(["replay", seed]).status == 1)
    let number = text.replacing(/"log_probability":-[0-9.]+/) { _ in "\"log_probability\":-1.5" }
    let numbers = try Command(["replay", "-"], input: number)
    #expect(numbers.status == 1 && numbers.output.contains("its log-probability is"))
  }

  @Test("Another model is refused, and a model that has moved is given by --model")
  func otherModel() throws {
    let file = try record(["--seed", "5"])
    let other = try scratch.model("--steps", "2", name: "other")
    expectFailure(try Command(["replay", file, "--model", other]), "another model")
    let moved = scratch.path("moved")
    try FileManager.default.moveItem(atPath: model, toPath: moved)
    #expect(try Command(["replay", file]).status == 1)
    #expect(try Command(["replay", file, "--model", moved]).status == 0)
  }

  @Test("On another kernel path it is said that a replay cannot be exact")
  func otherKernels() throws {
    let file = try record(["--seed", "5"])
    let kernels = try #require(try receipt(file)["kernels"] as? String)
    guard kernels != "portable" else { return }
    let replay = try Command(["replay", file], environment: ["CHARLM_KERNELS": "portable"])
    #expect(
      replay.errors.contains("cannot be exact: the receipt has kernels \(kernels), here portable"))
    #expect(["equal", "differs"].contains { replay.output.contains($0) })
  }

  @Test("Lines without a receipt and damaged ones are refused by line")
  func damaged() throws {
    func failure(_ text: String) throws -> Command { try Command(["replay", "-"], input: text) }
    expectFailure(try failure("{\"text\":\"a\"}\n"), "standard input:1: has no \"receipt\"")
    expectFailure(try failure("hello\n"), "standard input:1: is not JSON")
    expectFailure(try failure("\n"), "holds no texts")
    expectFailure(try failure("{\"receipt\":{}}\n"), "\"model\" is missing or wrong")
    let text = try String(contentsOfFile: record(["--seed", "1"]), encoding: .utf8)
    for (old, new, reason) in [
      ("\"settings\":{", "\"settings\":{\"no-such-flag\":\"3\",", "does not know"),
      (
        "\"precision\":\"float32\"", "\"precision\":\"float7\"", "\"precision\" is missing or wrong"
      ),
      ("\"temperature\":\"0.8\"", "\"temperature\":\"-1\"", "out of range"),
    ] {
      try #require(text.contains(old))
      expectFailure(try failure(text.replacingOccurrences(of: old, with: new)), reason)
    }
  }

  /// A value of every flag of `charlm sample` that a receipt holds; a flag that is on alone has none. Each line is a
  /// command.
  private static let values: [[(flag: String, value: String?)]] = [
    [
      ("last", nil), ("length", "9"), ("stop", "q"), ("seed", "4"), ("temperature", "0.9"),
      ("temperature-word-start", "0.7"), ("temperature-range", "0.1"),
      ("temperature-exponent", "1.5"), ("top-k", "9"), ("top-n-sigma", "3.5"), ("top-p", "0.95"),
      ("min-p", "0.01"), ("typical-p", "0.99"), ("xtc-probability", "0.1"),
      ("xtc-threshold", "0.2"), ("mirostat-tau", "4.5"), ("mirostat-eta", "0.2"),
      ("repetition-penalty", "1.1"), ("frequency-penalty", "0.1"), ("presence-penalty", "0.2"),
      ("repetition-window", "9"), ("dry-multiplier", "0.5"), ("dry-base", "1.5"),
      ("dry-allowed-length", "3"), ("dry-window", "99"), ("dry-sequence-breaker", "a"),
      ("logit-bias", "e:1.5"), ("samplers", "top_k;temperature"), ("max-copy", "9"),
      ("count", "2"), ("best-of", "3"), ("length-penalty", "0.5"), ("precision", "bfloat16"),
      ("must", "a"), ("ban", "b"), ("ban-ignore-case", nil), ("dynamic", nil),
      ("dynamic-rate", "0.02"), ("dynamic-window", "7"), ("dynamic-decay", "0.1"),
    ],
    [("beams", "4"), ("beam-groups", "2"), ("diversity", "0.2"), ("ban-file", "BANNED")],
    [("beams", "4"), ("stochastic-beams", nil), ("regex", "[a-z ]+")],
    [("contrastive", "0.4"), ("candidates", "3")],
    [("grammar", "GRAMMAR"), ("root", "line")],
    [("json-schema", "SCHEMA"), ("json-whitespace", "1"), ("length", "20")],
    [("mix", "MODEL:0.5"), ("mix-by", "product")],
    [("cache", "20"), ("cache-weight", "0.2"), ("cache-flatness", "1.5")],
    [("form", "FORM"), ("acrostic", "a"), ("rhyme", "a"), ("rhyme-book", "xinyun")],
    [("condition", "NAME")],
  ]
  /// Flags that a receipt holds in another way, and those that only change what is printed.
  private static let others: Set = [
    "prompt", "prompt-file", "no-prompt", "novelty", "json", "help", "version",
  ]

  @Test("No flag of sample is missing from receipts")
  func everyFlag() throws {
    let help = try Command(["sample", "--help-all"]).output
    let flags = Set(
      help.matches(of: /(?m)^  (?:-\w, )?--([a-z-]+)/).map { String($0.1) })
    try #require(flags.count > 40)
    let known = Set(Self.values.flatMap { $0.map(\.flag) })
    #expect(flags.subtracting(known).subtracting(Self.others) == [], "add a value to this test")
    let files = [
      "BANNED": try scratch.file("banned.txt", "zz\n"),
      "GRAMMAR": try scratch.file("g.gbnf", "line ::= [a-z]+"),
      "SCHEMA": try scratch.file("s.json", "{\"type\":\"boolean\"}"), "MODEL:0.5": "\(model):0.5",
    ]
    // Forms and conditions need models of their own; the parts of a receipt are the same.
    for flags in Self.values where !["form", "condition"].contains(flags[0].flag) {
      let arguments = flags.flatMap { flag, value in
        ["--\(flag)"] + (value.map { [files[$0] ?? $0] } ?? [])
      }
      let settings = try #require(try receipt(record(arguments))["settings"] as? [String: Any])
      for (flag, value) in flags {
        if let value {
          #expect(settings[flag] as? String == files[value] ?? value, "--\(flag)")
        } else {
          #expect(settings[flag] as? Bool == true, "--\(flag)")
        }
      }
    }
  }

  @Test("A form and its wishes are in the receipt")
  func form() throws {
    let tang = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../models/tang").standardizedFileURL.path
    let file = scratch.path("poems.jsonl")
    let sample = try Command([
      "sample", tang, "--form", "wujue", "--acrostic", "山水有清", "--rhyme", "东", "--rhyme-book",
      "xinyun",
      "--seed", "5", "--count", "2", "--json",
    ])
    try #require(sample.status == 0, "\(sample.errors)")
    _ = try scratch.file("poems.jsonl", sample.output)
    let settings = try #require(try receipt(file)["settings"] as? [String: Any])
    #expect(settings["form"] as? String == "wujue")
    #expect(settings["acrostic"] as? String == "山水有清")
    #expect(settings["rhyme"] as? String == "东" && settings["rhyme-book"] as? String == "xinyun")
    let replay = try Command(["replay", file])
    #expect(replay.status == 0, "\(replay.errors)\(replay.output)")
  }

  @Test("A condition, given or drawn, is replayed")
  func condition() throws {
    let lines = try scratch.file(
      "lines.tsv",
      String(repeating: "miller\tthe wheel turns\nbaker\tthe bread is warm\n", count: 40))
    let out = scratch.path("conditioned")
    let trained = try Tiny.train(
      lines, out: out, ["--steps", "3", "--condition", "tab", "--boundary", "line"])
    try #require(trained.status == 0, "\(trained.errors)")
    for flags in [["--condition", "miller"], ["--count", "3"]] {
      let replay = try Command(["replay", record(flags, model: out)])
      #expect(replay.status == 0, "\(flags): \(replay.errors)\(replay.output)")
    }
  }
}
