import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

@Suite("A model whose vocabulary grows")
struct GrowingTests {
  /// The tokenizer of a model with what a text has besides.
  private func tokenizer(_ model: LanguageModel, _ text: String) throws -> Tokenizer {
    try CorpusReader(text: text).build(
      model.tokenizer.configuration, growing: model.tokenizer.vocabulary
    ).tokenizer
  }

  private func softmax(_ logits: some Collection<Float>) -> [Double] {
    let top = Double(logits.max() ?? 0)
    let terms = logits.map { exp(Double($0) - top) }
    let sum = terms.reduce(0, +)
    return terms.map { $0 / sum }
  }

  @Test(
    "thinks of old text as before, once renormalized over its old tokens",
    arguments: NetworkCase.cells + NetworkCase.surroundings)
  func unchanged(_ test: NetworkCase) throws {
    let model = try makeModel(test.configuration)
    let grown = try model.grown(for: tokenizer(model, "zyx яж 中文字 !é"))
    #expect(grown.tokenizer.vocabulary.count == model.tokenizer.vocabulary.count + 11)
    let tokens = stream(makeLines([40, 1, 23]), model.tokenizer)
    let count = model.tokenizer.vocabulary.count
    for (old, new) in [
      (model.streamLogits(tokens), grown.streamLogits(tokens)),
      (
        model.windowLogits([Array(tokens.prefix(64))], steps: 16)[0],
        grown.windowLogits([Array(tokens.prefix(64))], steps: 16)[0]
      ),
    ] {
      #expect(old.count == new.count)
      for (old, new) in zip(old, new) {
        let difference = zip(softmax(old), softmax(new.prefix(count))).map { abs($0 - $1) }.max()
        #expect(try #require(difference) < 1e-5)
        // New tokens are likely enough for this to say something.
        #expect(softmax(new).dropFirst(count).reduce(0, +) > 0.1)
      }
    }
  }

  @Test("starts what is new from the mean of its script, or of all", arguments: [false, true])
  func means(_ ties: Bool) throws {
    let model = try makeModel(.lstm, ties: ties)
    let grown = try model.grown(for: tokenizer(model, "z中"))
    #expect(grown.tokenizer.vocabulary.count == 14)
    for name in ["embedding.weight", "output.weight", "output.bias"] {
      guard let old = model.network.layout[name], let new = grown.network.layout[name] else {
        #expect(ties && name == "output.weight")
        continue
      }
      let width = old.count / 12
      let (before, after) = (Array(model.parameters[old]), Array(grown.parameters[new]))
      #expect(Array(after.prefix(old.count)) == before)
      for column in 0..<width {
        // All ten letters are Latin, so that the mean of a script is that of all.
        let mean = (2..<12).reduce(0.0) { $0 + Double(before[$1 * width + column]) } / 10
        for row in [12, 13] {
          #expect(abs(Double(after[row * width + column]) - mean) < 1e-6)
        }
      }
    }
  }

  @Test("tells scripts, bytes and conditions apart")
  func kinds() throws {
    var configuration = TextConfiguration(unknown: .bytes, boundary: .line)
    configuration.condition = .tab
    let (old, _) = try CorpusReader(text: "v\tabя\nw\tb").build(configuration)
    let (network, parameters) = try makeNetwork(.gru, vocabulary: old.vocabulary.count)
    let model = LanguageModel(tokenizer: old, network: network, parameters: parameters)
    let new = try CorpusReader(text: "u\tcж").build(configuration, growing: old.vocabulary)
      .tokenizer
    let grown = try model.grown(for: new)
    let bias = Array(grown.parameters[try #require(grown.network.layout["output.bias"])])
    func value(_ token: Token?) throws -> Float { bias[Int(try #require(token))] }
    let vocabulary = new.vocabulary
    let (a, b) = (try value(vocabulary.token(for: "a")), try value(vocabulary.token(for: "b")))
    #expect(abs(try value(vocabulary.token(for: "c")) - (a + b) / 2) < 1e-6)
    #expect(try value(vocabulary.token(for: "ж")) == value(vocabulary.token(for: "я")))
    let (v, w) = (
      try value(vocabulary.token(ofCondition: "v")), try value(vocabulary.token(ofCondition: "w"))
    )
    #expect(abs(try value(vocabulary.token(ofCondition: "u")) - (v + w) / 2) < 1e-6)
  }

  @Test("is written and read like any other")
  func files() throws {
    let model = try makeModel(.gru, ties: true)
    let grown = try model.grown(for: tokenizer(model, "z中"))
    let scratch = try Scratch()
    try grown.save(to: scratch.path("grown"))
    let loaded = try LanguageModel(contentsOf: scratch.path("grown"))
    #expect(loaded.parameters == grown.parameters)
    #expect(loaded.tokenizer == grown.tokenizer)
    #expect(try Tokenizer(ofModelIn: scratch.path("grown")) == grown.tokenizer)
  }
}
