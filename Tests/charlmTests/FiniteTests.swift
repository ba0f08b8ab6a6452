import Foundation
import Testing

/// Weights that are finite, and so large that what the model predicts is not.
@Suite("Predictions that are not finite")
struct FiniteTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// Makes all weights of a model huge, of both signs.
  private func spoil(_ name: String) throws {
    var bytes = Array(try scratch.data("\(name)/model.safetensors"))
    let header = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    for (i, start) in stride(from: 8 + header, to: bytes.count, by: 4).enumerated() {
      let bits = Float(i % 2 == 0 ? 3e38 : -3e38).bitPattern
      for byte in 0..<4 { bytes[start + byte] = UInt8(truncatingIfNeeded: bits >> (8 * byte)) }
    }
    _ = try scratch.file("\(name)/model.safetensors", bytes)
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
    ] {
      let command = try Command(words)
      expectFailure(command, "model: the model's predictions are not finite numbers")
      #expect(!command.errors.contains("nan"))
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
        try Command(words, input: input), "the model's predictions are not finite numbers")
    }
  }
}
