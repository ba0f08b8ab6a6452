import CharLM
import CharNetwork
import CharNumerics
import CharText
import Testing

@Suite("Generation")
struct GenerationTests {
  func options(
    length: Int = 100, _ change: (inout SamplingOptions) -> Void = { _ in }
  ) -> GenerationOptions {
    var options = GenerationOptions()
    options.length = length
    options.sampling.temperature = 1
    change(&options.sampling)
    return options
  }

  /// A model with another output bias.
  func biased(_ cell: CellKind, _ bias: [Int: Float]) throws -> LanguageModel {
    let model = try makeModel(cell)
    var parameters = model.parameters
    let slot = try #require(model.network.layout["output.bias"])
    for (token, value) in bias { parameters.values[slot.offset + token] = value }
    return LanguageModel(
      tokenizer: model.tokenizer, network: model.network, parameters: parameters)
  }

  @Test("temperature 0 follows the likeliest token", arguments: CellKind.allCases)
  func greedy(_ cell: CellKind) throws {
    // Never the end: there would be nothing to compare.
    let model = try biased(cell, [1: -100])
    var tokens = try [Vocabulary.documentBoundary] + model.tokenizer.encode("abc")
    for _ in 0..<30 {
      let logits = try #require(model.streamLogits(tokens).last)
      let best = logits.indices.dropFirst().max { logits[$0] < logits[$1] }
      tokens.append(Token(try #require(best)))
    }
    let expected = model.tokenizer.decode(tokens.dropFirst(4))
    #expect(expected.count == 30)
    for change: @Sendable (inout SamplingOptions) -> Void in [
      { $0.temperature = 0 }, { $0.topK = 1 }, { $0.topP = 1e-9 }, { $0.minP = 1 },
    ] {
      #expect(try model.generate("abc", options(length: 30, change)).text == expected)
    }
  }

  @Test(
    "the same seed gives the same text, another seed or sample another",
    arguments: CellKind.allCases)
  func seeds(_ cell: CellKind) throws {
    let model = try biased(cell, [1: -100])
    let text = try model.generate("ab", options { $0.seed = 3 }).text
    #expect(text.count == 100)
    #expect(try model.generate("ab", options { $0.seed = 3 }).text == text)
    #expect(try model.generate("ab", options { $0.seed = 4 }).text != text)
    #expect(try model.generate("ab", options { $0.seed = 3 }, sampleIndex: 1).text != text)
  }

  @Test("the prompt decides what comes", arguments: CellKind.allCases)
  func prompt(_ cell: CellKind) throws {
    let model = try biased(cell, [1: -100])
    // One draw from the distribution after the prompt.
    let p = softmax(
      try #require(model.streamLogits(stream(["ab?a"], model.tokenizer)).last).dropFirst().map {
        Double($0)
      })
    let tokens = try model.generate("ab?a", options(length: 1), count: 5000).map {
      try model.tokenizer.encode($0.text).first ?? Vocabulary.documentBoundary
    }
    expectFrequencies(tokens, [0] + p)
  }

  @Test("the unknown token is never drawn, even where the model expects it")
  func unknown() throws {
    let model = try biased(.gru, [0: 100, 1: -100])
    let text = try model.generate("?", options(length: 2000)).text
    #expect(text.unicodeScalars.count == 2000 && !text.unicodeScalars.contains("\u{FFFD}"))
  }

  @Test("generation ends where the model ends the document")
  func end() throws {
    let model = try biased(.lstm, [1: 100])
    var generation = try model.generate("abc", options())
    #expect(generation.next() == nil)
    #expect(generation.finishReason == .end && generation.count == 1)
  }

  @Test("a length counts tokens, and one below zero throws")
  func length() throws {
    let model = try biased(.elman, [1: -100])
    for length in [0, 1, 17] {
      var generation = try model.generate("a", options(length: length))
      var text = ""
      while let piece = generation.next() { text += piece }
      #expect(text.count == length && generation.count == length)
      #expect(generation.finishReason == .length)
    }
    let error = #expect(throws: SamplingError.self) {
      try model.generate("a", options(length: -1))
    }
    #expect(error?.name == "length")
    #expect(throws: SamplingError.self) { try model.generate("a", options { $0.topK = 0 }) }
  }
}
