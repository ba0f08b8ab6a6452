import Foundation
import Testing

/// Weights that are finite, and so large that what the model predicts is not.
@Suite("Predictions that are not finite")
struct FiniteTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// Changes all weights of a model; those of the outputs of a language model are at the end.
  ///
  /// - Parameters:
  ///   - name: the directory in the scratch folder.
  ///   - value: returns the new value of a weight, given its number and the number of weights.
  /// - Throws: an error of the file.
  private func spoil(
    _ name: String, _ value: (Int, Int) -> Float? = { i, _ in i % 2 == 0 ? 3e38 : -3e38 }
  ) throws {
    var bytes = Array(try scratch.data("\(name)/model.safetensors"))
    let header = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let starts = stride(from: 8 + header, to: bytes.count, by: 4)
    let count = (bytes.count - 8 - header) / 4
    for (i, start) in starts.enumerated() {
      guard let bits = value(i, count)?.bitPattern else { continue }
      for byte in 0..<4 { bytes[start + byte] = UInt8(truncatingIfNeeded: bits >> (8 * byte)) }
    }
    _ = try scratch.file("\(name)/model.safetensors", bytes)
  }

  private static let message = "the model's predictions are not finite numbers"

  /// Returns the numbers of the first weights of a model's tensors.
  private func starts(_ name: String) throws -> (String) throws -> Int {
    let file = try scratch.data("\(name)/model.safetensors")
    let header = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let object = try #require(
      try JSONSerialization.jsonObject(with: file.dropFirst(8).prefix(header)) as? [String: Any])
    return { tensor in
      let entry = try #require(object[tensor] as? [String: Any])
      return try #require((entry["data_offsets"] as? [Int])?.first) / 4
    }
  }

  /// Makes one logit of a model of the tests infinite, and no other.
  private func spoilOneLogit(_ name: String) throws {
    let start = try starts(name)
    let (weights, bias) = (try start("output.weight"), try start("output.bias"))
    // The weights of token 3: beside a bias of the largest number, any state gives infinity.
    try spoil(name) { i, _ in
      i == bias + 3
        ? .greatestFiniteMagnitude
        : (weights + 24..<weights + 32).contains(i) ? (i % 2 == 0 ? 3e38 : -3e38) : nil
    }
  }

  @Test("are not found where texts are refused before they are read")
  func refusedFirst() throws {
    let text = try scratch.corpus()
    let models = [try scratch.model(), try scratch.model("--boundary", "line", name: "lines")]
    try spoil("model")
    try spoil("lines")
    expectFailure(try Command(["eval"] + models + [text]), "model: \(Self.message)")
    expectFailure(
      try Command(["eval"] + models + [text, "--per-document"]), "the same documents",
      "the document boundary is file in \(models[0]) and line in \(models[1])")
  }

  @Test("are an error of every command that reads with a language model")
  func language() throws {
    let model = try scratch.model()
    try spoil("model")
    let text = try scratch.corpus()
    for words in [
      ["sample", model], ["sample", model, "--temperature", "0", "--prompt", "the"],
      ["sample", model, "--count", "3", "--json"], ["eval", model, text],
      ["eval", model, text, "--window", "5"], ["score", model, text],
      ["gradient-flow", model, text, "--window", "8"],
      ["score", model, text, "--json", "--per-token"], ["score", model, text, "--rank"],
      ["score", model, text, "--report"], ["score", model, text, "--surprisal-by", "word"],
      ["score", model, text, "--hidden-states", scratch.path("states.npy")],
      ["compress", model, text, "--out", scratch.path("text.z")],
      ["fill", model, "the ____"], ["correct", model, text], ["rank", model, text],
      ["calibrate", model, text],
      ["train", text, "--from", model, "--out", scratch.path("next"), "--steps", "3"],
      ["train", text, "--from", model, "--find-rate"],
      [
        "tag", "train", try scratch.file("two.tsv", "a\tX\nb\tY\n\nb\tY\na\tX\n"), "--from", model,
        "--out", scratch.path("next"), "--steps", "3",
      ],
    ] {
      let command = try Command(words)
      expectFailure(command, "model: \(Self.message)")
      #expect(!command.errors.contains("nan"))
    }
    for name in ["next", "text.z", "states.npy"] {
      #expect(!FileManager.default.fileExists(atPath: scratch.path(name)), "\(name)")
    }
  }

  @Test("are an error of the test part")
  func testPart() throws {
    let model = try scratch.model("--test", "0.2")
    #expect(try Command(["eval", model, "--test"]).status == 0)
    try spoil("model")
    for flags in [[], ["--json"]] {
      expectFailure(try Command(["eval", model, "--test"] + flags), "model: \(Self.message)")
    }
  }

  @Test("are an error where a single token's is infinite, also in mixtures and searches")
  func oneToken() throws {
    let (good, bad) = (try scratch.model(name: "good"), try scratch.model(name: "bad"))
    try spoilOneLogit("bad")
    let text = try scratch.corpus()
    for words in [
      ["sample", bad], ["sample", bad, "--beams", "3"], ["eval", bad, text],
      ["fill", bad, "a ____"],
      ["compress", bad, text, "--out", scratch.path("text.z")],
      ["sample", bad, "--cache", "50"], ["sample", bad, "--top-p", "0.5"],
    ] {
      expectFailure(try Command(words), "bad: \(Self.message)")
    }
    let mix = ["--mix", "\(bad):0.3"]
    for words in [
      ["sample", good] + mix, ["sample", good, "--beams", "3"] + mix, ["score", good, text] + mix,
      ["sample", good, "--mix-by", "product"] + mix, ["fill", good, "a ____"] + mix,
      ["compress", good, text, "--out", scratch.path("text.z")] + mix,
    ] {
      expectFailure(try Command(words), "good or ", "bad: \(Self.message)")
    }
    let command = try Command(["eval", good, bad, text])
    expectFailure(command, "bad: \(Self.message)")
    #expect(!command.errors.contains("good"))
  }

  @Test("name the model where a damaged compressed file leads to a token after which they are")
  func decompressing() throws {
    let model = try scratch.model()
    let start = try starts("model")
    let (embedding, inputs) = (try start("embedding.weight"), try start("rnn.weight_ih_l0"))
    let (outputs, bias) = (try start("output.weight"), try start("output.bias"))
    // Token 2, the line feed, opens all gates, and then the logit of token 4, the period, is infinite.
    try spoil("model") { i, _ in
      switch i {
      case embedding + 16..<embedding + 24, outputs + 32..<outputs + 40: 3e38
      case inputs..<inputs + 256: 1e-3
      case bias + 4: -3e38
      default: nil
      }
    }
    let line = try scratch.file("line.txt", Tiny.text.replacing(/[\n.]/, with: " "))
    let compressed = scratch.path("line.z")
    #expect(try Command(["compress", model, line, "--out", compressed]).status == 0)
    let restored = scratch.path("restored.txt")
    #expect(try Command(["decompress", compressed, "--out", restored]).status == 0)
    var bytes = Array(try scratch.data("line.z"))
    for index in bytes.count / 2..<bytes.count - 20 { bytes[index] ^= 0x5A }
    let damaged = try scratch.file("damaged.z", bytes)
    let command = try Command(["decompress", damaged, "--out", scratch.path("damaged.txt")])
    expectFailure(command, "model: \(Self.message)")
    #expect(!command.errors.contains("damaged.z: "))
  }

  @Test(
    "of great losses are numbers with an exponent, and perplexities beyond all numbers are told")
  func great() throws {
    let model = try scratch.model()
    // One weight is a bias that no sum of others reaches.
    try spoil("model") { i, count in i == count - 3 ? 3e38 : nil }
    let text = try scratch.corpus()
    let command = try Command(["eval", model, text])
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("e+38"))
    #expect(command.output.contains("over 1e308"))
    #expect(!command.output.contains("inf"))
    #expect(command.output.split(whereSeparator: \.isWhitespace).allSatisfy { $0.count < 20 })
  }

  @Test("New scores of n-best lists that no number holds are an error")
  func rescoring() throws {
    let model = try scratch.model()
    let lists = try scratch.file("lists.tsv", "a\t1\tthe\na\t2\ta baker\n")
    for flag in ["--weight", "--length"] {
      expectFailure(
        try Command(["rescore", model, lists, "--format", "tsv", flag, "1e308"]),
        "lists.tsv: a new score is too large a number")
    }
  }

  @Test("are an error of taggers and classifiers")
  func labels() throws {
    let (tagger, classifier) = (try scratch.tagger(), try scratch.classifier())
    try spoil("tagger")
    try spoil("classifier")
    for (words, input) in [
      (["tag", "apply", tagger], "今天\n"),
      (["tag", "eval", tagger, scratch.path("train.tsv")], ""),
      (["classify", "apply", classifier], "das ist\n"),
      (["classify", "eval", classifier, scratch.path("train.txt")], ""),
    ] {
      expectFailure(
        try Command(words, input: input), Self.message)
    }
  }
}
