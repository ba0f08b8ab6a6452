import CharLM
import CharNetwork
import CharNumerics
import CharText
import Testing

/// Networks with weights that are finite, and so large that what they predict is not.
@Suite("Predictions that are not finite")
struct FiniteTests {
  private func makeHugeModel() throws -> LanguageModel {
    let model = try makeModel(.lstm)
    var parameters = model.parameters
    for slot in parameters.layout.slots {
      for (i, index) in slot.range.enumerated() {
        parameters.values[index] = i % 2 == 0 ? 3e38 : -3e38
      }
    }
    return LanguageModel(
      tokenizer: model.tokenizer, network: model.network, parameters: parameters)
  }

  @Test("are an error of sampling, scoring and evaluation")
  func language() throws {
    let model = try makeHugeModel()
    #expect(throws: PredictionError.notFinite) { try model.generate("abc") }
    #expect(throws: PredictionError.notFinite) { try model.generate("abc", count: 3) }
    #expect(throws: PredictionError.notFinite) { try model.score("abc") }
    #expect(throws: PredictionError.notFinite) { try model.scores(of: ["abc", "b"]) }
    let corpus = try CorpusReader(text: "abc\nab").encode(with: model.tokenizer)
    #expect(throws: PredictionError.notFinite) { try model.evaluate(corpus) }
    #expect(throws: PredictionError.notFinite) { try model.evaluate(corpus, window: 2) }
  }

  @Test("end a generation that is on its way, and say why")
  func onTheWay() throws {
    /// Says a, then b, then nothing that is a number.
    struct Breaking: AutoregressiveModel {
      let tokenizer: Tokenizer
      func initialState() -> Int { 0 }
      func advance(_ state: inout Int, with token: Token, logits: inout [Float]) {
        guard !logits.isEmpty else { return }
        for i in logits.indices { logits[i] = state < 2 ? -1000 : .nan }
        if state < 2 { logits[Int(Vocabulary.firstPiece) + state] = 1000 }
        state += 1
      }
    }
    var generation = try Breaking(tokenizer: makeTokenizer()).generate()
    #expect(throws: PredictionError.notFinite) { try generation.text }
    #expect(generation.next() == "a" && generation.next() == "b")
    #expect(generation.next() == nil)
    #expect(generation.finishReason == .failed)
    #expect(generation.failure == .notFinite)
  }

  @Test("A window without tokens is an error", arguments: [0, -1])
  func window(_ window: Int) throws {
    let model = try makeModel(.gru)
    let corpus = try CorpusReader(text: "abc").encode(with: model.tokenizer)
    #expect(throws: PredictionError.window(window)) { try model.evaluate(corpus, window: window) }
  }
}
