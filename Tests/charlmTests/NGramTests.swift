import Foundation
import Testing

@Suite("charlm ngram")
struct NGramTests {
  private let scratch: Scratch
  private let model: String

  init() throws {
    scratch = try Scratch()
    model = scratch.path("ngram")
    let command = try Command(
      ["ngram", "train", scratch.corpus(), "--out", model, "--order", "4", "--boundary", "line"])
    try #require(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("bits per character"))
  }

  @Test("train writes a model directory and prints what it measures, also as JSON")
  func train() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: model).sorted()
    #expect(files == ["config.json", "model.safetensors", "tokenizer.json"])
    let json = try Command(
      ["ngram", "train", scratch.corpus(), "--out", scratch.path("json"), "--json"]
    ).object
    #expect(json["order"] as? Int == 6)
    #expect((json["grams"] as? [Int])?.count == 6)
    let bits = try #require(json["bits_per_character"] as? Double)
    #expect(bits > 0 && bits < 2)
    expectFailure(
      try Command(["ngram", "train", scratch.corpus(), "--out", model]), "ngram", "model")
    expectRefusal(
      try Command(["ngram", "train", scratch.corpus(), "--out", "x", "--order", "0"]), "order: 0")
  }

  @Test("report shows its result, and misses no curves")
  func page() throws {
    let page = scratch.path("page.html")
    let command = try Command(["report", model, "--out", page])
    #expect(command.status == 0 && command.errors.isEmpty, "\(command.errors)")
    #expect(command.output.contains(#/ngram +complete /#))
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("nats per token, validation"))
    #expect(!text.contains("no history") && !text.contains("metrics.jsonl"))
    let runs = try Command(["report", model, "--json", "--out", page]).object["runs"]
    let run = try #require((runs as? [[String: Any]])?.first)
    let nats = try #require(run["best_valid_nats_per_token"] as? Double)
    #expect(nats > 0 && command.output.contains(String(format: "%.4f", nats)))
  }

  @Test("The help of import has no flags that it refuses")
  func help() throws {
    let help = try Command(["ngram", "import", "--help-all"]).output
    for flag in ["--min-count", "--max-vocabulary", "--condition"] {
      #expect(!help.contains(flag))
    }
    #expect(help.contains("--normalize"))
  }

  @Test("eval measures the held-out text as train did")
  func eval() throws {
    // Every line of the text is in both.
    let valid = try scratch.file("valid.txt", Tiny.text)
    let trained = try Command(
      [
        "ngram", "train", scratch.corpus(), "--valid", valid, "--out", scratch.path("valid"),
        "--json",
      ]
    ).object
    let measured = try Command(["eval", scratch.path("valid"), valid, "--json"]).object
    for key in ["nats_per_token", "bits_per_character"] {
      let (a, b) = (trained[key] as? Double, measured[key] as? Double)
      #expect(abs(try #require(a) - #require(b)) < 1e-6)
    }
    #expect(trained["validation_tokens"] as? Int == measured["tokens"] as? Int)
    expectFailure(try Command(["eval", model, "--test"]), "n-gram model", "test part")
  }

  @Test("train predicts what the corpus report says of n-grams")
  func report() throws {
    // The report reads on where the learned part ends, and train starts from a boundary: a difference of a
    // few characters.
    let text = try scratch.file("long.txt", String(repeating: Tiny.text, count: 20))
    let trained = try Command(
      [
        "ngram", "train", text, "--valid-split", "last", "--order", "3", "--out",
        scratch.path("last"), "--json",
      ]
    ).object
    let report = try Command(["corpus", "report", text, "--no-timing", "--json"]).object
    let entropy = try #require(report["entropy"] as? [String: Any])
    let orders = try #require(entropy["orders"] as? [[String: Any]])
    let bits = try #require(orders.first { $0["order"] as? Int == 3 }?["bits_per_character"])
    let (found, expected) = (trained["bits_per_character"] as? Double, bits as? Double)
    #expect(abs(try #require(found) - #require(expected)) < 0.01)
  }

  @Test("sample, score, info and tokenize work with it")
  func commands() throws {
    let sample = ["sample", model, "--prompt", "the ", "--seed", "3", "--length", "60"]
    let text = try Command(sample)
    #expect(text.status == 0 && text.output.hasPrefix("the "))
    #expect(try Command(sample).output == text.output)
    #expect(try Command(sample + ["--count", "3", "--json"]).objects.count == 3)

    let scores = try Command(
      ["score", model, "--json", "--per-token"], input: "the quiet river\nrevir teiuq eht\n"
    ).objects
    let values = scores.compactMap { $0["log_probability"] as? Double }
    #expect(values.count == 2 && values[0] > values[1] + 5)

    let info = try Command(["info", model])
    for part in ["an n-gram model", "order", "nats per token", "line"] {
      #expect(info.output.contains(part))
    }
    let json = try Command(["info", model, "--json"]).object
    #expect(json["model_type"] as? String == "charlm-ngram" && json["order"] as? Int == 4)
    #expect(json["network"] == nil && (json["grams"] as? [Int])?.count == 4)
    #expect(try Command(["tokenize", model], input: "the").output.split(separator: " ").count == 3)
  }

  @Test("Flags and commands that mean nothing for it are errors that say so")
  func refusals() throws {
    expectFailure(
      try Command(["score", model, "--precision", "int8"], input: "a"), model, "--precision")
    expectFailure(try Command(["eval", model, scratch.corpus(), "--last"]), model, "--last")
    expectFailure(
      try Command(["export", model, "--format", "pytorch", "--out", scratch.path("export")]),
      "is an n-gram model, but a neural network is needed here")
    let network = try scratch.model()
    expectFailure(
      try Command(["ngram", "export", network, "--out", scratch.path("x.arpa")]),
      "is a language model, but an n-gram model is needed here")
  }

  @Test("export and import give the same model")
  func arpa() throws {
    let file = scratch.path("model.arpa")
    #expect(try Command(["ngram", "export", model, "--format", "arpa", "--out", file]).status == 0)
    let text = String(decoding: try scratch.data("model.arpa"), as: UTF8.self)
    #expect(text.hasPrefix("\\data\\\nngram 1=") && text.contains("\t<s> t\t"))
    let copy = scratch.path("copy")
    let imported = try Command(["ngram", "import", file, "--out", copy, "--boundary", "line"])
    #expect(imported.status == 0, "\(imported.errors)")
    let lines = "the quiet river\nsmall boats\n"
    func values(_ model: String) throws -> [Double] {
      try Command(["score", model, "--json"], input: lines).objects
        .compactMap { $0["log_probability"] as? Double }
    }
    for (a, b) in zip(try values(model), try values(copy)) { #expect(abs(a - b) < 1e-4) }
    let wrong = try scratch.file(
      "wrong.arpa", text.replacingOccurrences(of: "\t<s> t", with: "\t<s> tt"))
    let line = text.components(separatedBy: "\t<s> t\t")[0].split(
      separator: "\n", omittingEmptySubsequences: false
    ).count
    let start = try #require(
      text.split(separator: "\n").first { $0.contains("\t<s> t\t") }?.prefix { $0 != " " })
    let column = start.count + 2
    expectFailure(
      try Command(["ngram", "import", wrong, "--out", scratch.path("wrong")]),
      "wrong.arpa:\(line):\(column): tt is not one of the 1-grams")
    expectFailure(try Command(["ngram", "import", file, "--out", copy]), "copy")
    expectRefusal(
      try Command(["ngram", "import", file, "--out", "x", "--min-count", "2"]), "--min-count")
  }

  @Test("Pruned and rounded models are smaller, and load as they were measured")
  func small() throws {
    func train(_ name: String, _ flags: String...) throws -> (nats: Double, bytes: Int) {
      let object = try Command(
        ["ngram", "train", scratch.corpus(), "--out", scratch.path(name), "--order", "5", "--json"]
          + flags
      ).object
      return (
        try #require(object["nats_per_token"] as? Double),
        try scratch.data("\(name)/model.safetensors").count
      )
    }
    let whole = try train("whole")
    let rounded = try train("rounded", "--bits", "8")
    #expect(rounded.bytes < whole.bytes && abs(rounded.nats - whole.nats) < 0.01)
    let pruned = try train("pruned", "--prune", "0", "0", "30")
    #expect(pruned.bytes < whole.bytes && pruned.nats > whole.nats)
    let text = try scratch.file("t.txt", "the quiet river")
    let nats = try Command(["eval", scratch.path("rounded"), text, "--json"]).object["nats"]
    #expect((nats as? Double).map { $0 > 0 } == true)
    #expect(try Command(["info", scratch.path("rounded")]).status == 0)
    expectRefusal(
      try Command(["ngram", "train", "x", "--out", "y", "--prune", "1"]), "prune: the first number")
    expectRefusal(
      try Command(["ngram", "train", "x", "--out", "y", "--bits", "7"]), "bits: 7 is out of range")
  }

  @Test("score scores by the words of an ARPA file, which import refuses")
  func words() throws {
    let file = try scratch.file(
      "words.arpa",
      """
      \\data\\
      ngram 1=4
      ngram 2=2

      \\1-grams:
      -1\t</s>
      -99\t<s>\t-0.5
      -0.5\tmiller\t-0.2
      -0.4\tthe\t-0.1

      \\2-grams:
      -0.1\t<s> the
      -0.2\tthe miller

      \\end\\

      """)
    let input = "the miller\nmiller dog\n"
    let columns = try Command(["ngram", "score", file], input: input).output
    // -0.1 - 0.2 + (-0.2 - 1), and (-0.5 - 0.5) + (-0.2 - 100) - 1.
    #expect(columns == "-1.500000\t2\t0\tthe miller\n-102.200000\t2\t1\tmiller dog\n")
    let fragment = try Command(
      ["ngram", "score", file, "--fragments", "--json"], input: "the miller")
    #expect(abs(try #require(fragment.object["log10_probability"] as? Double) + 0.6) < 1e-9)
    expectFailure(
      try Command(["ngram", "import", file, "--out", scratch.path("words")]), "words.arpa:8:6",
      "charlm ngram score")
    let wrong = try scratch.file("wrong.arpa", "\\data\\\nngram 1=x\n")
    expectFailure(
      try Command(["ngram", "score", wrong], input: "a"), "wrong.arpa:2:1: expected ngram")
  }

  @Test("A truncated model is an error that names the file")
  func truncated() throws {
    let path = model + "/model.safetensors"
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    try data.prefix(data.count / 2).write(to: URL(fileURLWithPath: path))
    expectFailure(try Command(["score", model], input: "a"), path)
  }

  @Test("With --like it has the characters of another model, and mixes with it")
  func like() throws {
    let network = try scratch.model()
    let text = try scratch.file("other.txt", "the miller\nÄÖÜ ßß\n")
    let out = scratch.path("like")
    let command = try Command([
      "ngram", "train", text, "--like", network, "--out", out, "--json",
    ])
    #expect(command.status == 0, "\(command.errors)")
    let mixed = try Command(
      ["score", network, "--mix", "\(out):0.5"], input: "the miller\n")
    #expect(mixed.status == 0, "\(mixed.errors)")
    let apart = scratch.path("apart")
    _ = try Command(["ngram", "train", text, "--out", apart])
    let refused = try Command(["score", network, "--mix", "\(apart):0.5"], input: "the miller\n")
    #expect(refused.status == 1)
    expectFailure(
      try Command([
        "ngram", "train", text, "--like", network, "--casefold", "--out",
        scratch.path("x"),
      ]), "--like", "leave other ones out")
  }
}
