import Foundation
import Testing

/// `--valid-split`, `--test` and the marks of figures that cannot be compared.
@Suite("Held-out text of the command")
struct HeldOutCommandTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("The test part is measured at the end, and eval --test finds the same")
  func test() throws {
    for split in ["spread", "last", "random"] {
      let out = scratch.path(split)
      let flags = ["--steps", "3", "--valid-split", split, "--test", "0.2", "--json"]
      let trained = try Tiny.train(scratch.corpus(), out: out, flags).object
      let found = try Command(["eval", out, "--test", "--json"]).object
      for (key, name) in [
        ("test_nats_per_token", "nats_per_token"),
        ("test_bits_per_character", "bits_per_character"),
      ] {
        let (one, other) = (trained[key] as? Double, found[name] as? Double)
        #expect(abs(try #require(one) - (try #require(other))) < 1e-6, "\(split)")
      }
    }
    let command = try Tiny.train(
      scratch.corpus(), out: scratch.path("spread"), ["--resume", "--valid-split", "last"])
    expectFailure(command, "--valid-split")
  }

  @Test("eval --test says why it cannot find a test part")
  func missing() throws {
    let model = try scratch.model()
    expectFailure(try Command(["eval", model, "--test"]), "train with --test FRACTION")
    let piped = try Tiny.train(
      "-", out: scratch.path("piped"), ["--steps", "2", "--test", "0.2"], input: Tiny.text)
    #expect(piped.status == 0, "\(piped.errors)")
    expectFailure(
      try Command(["eval", scratch.path("piped"), "--test"]), "came from standard input",
      "name the text")
    let changed = try scratch.model("--test", "0.2", name: "changed")
    _ = try scratch.file("corpus.txt", Tiny.text + "one line more\n")
    expectFailure(try Command(["eval", changed, "--test"]), "files it names have changed")
    let copy = scratch.path("copy")
    #expect(try Command(["export", model, "--format", "charlm", "--out", copy]).status == 0)
    expectFailure(
      try Command(["eval", copy, "--test"]), "copy: ", "name the text instead of --test")
  }

  @Test("Flags that choose held-out parts are refused where --valid leaves none to choose")
  func nothingToChoose() throws {
    let (text, valid) = (try scratch.corpus(), try scratch.file("valid.txt", Tiny.text))
    let labeled = try scratch.file("labels.txt", "a\tx y\nb\tz y\na\tx z\nb\tz z\n")
    for flags in [["--valid-split", "last"], ["--split-seed", "3"]] {
      expectRefusal(
        try Tiny.train(text, out: scratch.path("m"), ["--valid", valid] + flags),
        "leave out \(flags[0])")
      expectRefusal(
        try Command(
          ["classify", "train", labeled, "--valid", labeled, "--out", scratch.path("m")] + flags),
        "leave out \(flags[0])")
      let both = ["--valid", valid, "--test", "0.2", "--steps", "2"] + flags
      let name = "with\(flags[0])"
      #expect(try Tiny.train(text, out: scratch.path(name), both).status == 0)
    }
    expectRefusal(
      try Command([
        "ngram", "train", text, "--valid", valid, "--valid-split", "last", "--out",
        scratch.path("m"),
      ]), "leave out --valid-split")
  }

  @Test("A run that goes on accepts the seed that auto is, and no other")
  func seedInForce() throws {
    let model = try scratch.model("--seed", "3")
    expectFailure(
      try Tiny.train(scratch.path("corpus.txt"), out: model, ["--resume", "--split-seed", "4"]),
      "--split-seed: the run was started with auto")
    for seed in ["3", "auto"] {
      let command = try Tiny.train(
        scratch.path("corpus.txt"), out: model,
        [
          "--resume", "--seed", "3", "--split-seed", seed, "--steps", "4", "--warmup", "auto",
          "--shards", "auto", "--precision", "auto",
        ])
      #expect(command.status == 0, "\(command.errors)")
    }
  }

  @Test("A text of one token is one token")
  func words() throws {
    expectFailure(
      try Command([
        "train", try scratch.file("two.txt", "a\nb\n"), "--out", scratch.path("m"), "--boundary",
        "line",
      ]),
      "1 token, fewer", "give more text")
  }

  @Test("Figures of models that read less than the text are marked, and not ranked beside others")
  func lossy() throws {
    let plain = try scratch.model(name: "plain")
    let folded = try scratch.model("--casefold", "--normalize", "nfkc", name: "folded")
    let lines = try scratch.model("--boundary", "line", "--line-ends", "lf", name: "lines")
    let expected = [
      (plain, []), (folded, ["case folding", "compatibility normalization"]),
      (lines, ["blank lines dropped", "line ends changed"]),
    ]
    for (model, reasons) in expected {
      let eval = try Command(["eval", model, scratch.path("corpus.txt"), "--json"]).object
      #expect(eval["lossy"] as? [String] == reasons)
      #expect(try Command(["info", model, "--json"]).object["lossy"] as? [String] == reasons)
      let text = try Command(["eval", model, scratch.path("corpus.txt")]).output
      #expect(text.contains("lossy") == !reasons.isEmpty)
    }
    let page = scratch.path("page.html")
    let report = try Command(["report", plain, folded, "--out", page, "--json"]).object
    let runs = try #require(report["runs"] as? [[String: Any]])
    #expect(runs.map { $0["lossy"] as? [String] } == expected.prefix(2).map(\.1))
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains("are not ranked"))
    // Whichever loss is lower, the lossless run stands out.
    let marked = try #require(html.range(of: "class=\"marked\""))
    #expect(html[marked.upperBound...].prefix(200).contains("plain"))
  }
}
