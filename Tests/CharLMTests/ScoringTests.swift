import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import Testing

private func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b))
}

@Suite("Scoring and evaluation")
struct ScoringTests {
  @Test("a model of zeros gives every token 1 / V", arguments: CellKind.allCases)
  func uniform(_ cell: CellKind) throws {
    let model = try makeModel(cell)
    let uniform = LanguageModel(
      tokenizer: model.tokenizer, network: model.network,
      parameters: Parameters(layout: model.network.layout))
    let text = makeLines([40, 300, 7]).joined(separator: "\n")
    let evaluation = try uniform.evaluate(CorpusReader(text: text).encode(with: model.tokenizer))
    #expect(abs(evaluation.natsPerToken - log(12)) < 1e-6)
    #expect(abs(evaluation.perplexity - 12) < 1e-4)
  }

  @Test(
    "a text's score is the evaluation of the text as one document", arguments: CellKind.allCases)
  func scoreAndEvaluation(_ cell: CellKind) throws {
    let model = try makeModel(cell)
    for length in [1, 15, 16, 17, 256, 300] {
      let text = makeLines([length])[0]
      let score = try model.score(text)
      let evaluation = try model.evaluate(CorpusReader(text: text).encode(with: model.tokenizer))
      #expect(try score.tokens == model.tokenizer.encode(text))
      #expect(score.tokenLogProbabilities.count == length && evaluation.tokens == length)
      #expect(close(score.logProbability, -evaluation.nats))
      #expect(close(score.tokenLogProbabilities.reduce(0, +), score.logProbability))
      #expect(close(try #require(score.natsPerToken), evaluation.natsPerToken))
    }
  }

  @Test("windows and single steps give every token the same score", arguments: CellKind.allCases)
  func singleSteps(_ cell: CellKind) throws {
    let model = try makeModel(cell)
    // Windows of 256, of 16 and of 1.
    let text = makeLines([256 + 2 * 16 + 5])[0]
    let whole = try model.score(text, countsEnd: true).tokenLogProbabilities
    let steps = try StepByStep(model: model).score(text, countsEnd: true).tokenLogProbabilities
    #expect(whole.count == text.count + 1 && steps.count == whole.count)
    for (a, b) in zip(whole, steps) { #expect(abs(a - b) < 1e-5) }
  }

  @Test("an end that is counted adds one token", arguments: CellKind.allCases)
  func end(_ cell: CellKind) throws {
    let model = try makeModel(cell)
    let (open, ended) = try (model.score("abc?"), model.score("abc?", countsEnd: true))
    #expect(ended.tokens == open.tokens + [Vocabulary.documentBoundary])
    #expect(open.unknownTokens == 1 && ended.unknownTokens == 1)
    for (a, b) in zip(ended.tokenLogProbabilities, open.tokenLogProbabilities) {
      #expect(abs(a - b) < 1e-5)
    }
    #expect(ended.logProbability < open.logProbability)
    let nothing = try model.score("")
    #expect(nothing.logProbability == 0 && nothing.natsPerToken == nil && nothing.perplexity == nil)
  }

  @Test("a document's score does not depend on the one before", arguments: CellKind.allCases)
  func documents(_ cell: CellKind) throws {
    let model = try makeModel(cell)
    let lines = makeLines([33, 50])
    let both = model.logProbabilities(stream(lines, model.tokenizer)[...])
    #expect(both.count == 33 + 1 + 50)
    for (a, b) in zip(both.suffix(50), try model.score(lines[1]).tokenLogProbabilities) {
      #expect(abs(a - b) < 1e-5)
    }
    let first = try model.score(lines[0], countsEnd: true).tokenLogProbabilities
    for (a, b) in zip(both, first) { #expect(abs(a - b) < 1e-5) }
  }

  @Test("evaluation in windows is each window scored by itself", arguments: CellKind.allCases)
  func windows(_ cell: CellKind) throws {
    let model = try makeModel(cell)
    let lines = makeLines([150, 3, 200, 61])
    let corpus = try CorpusReader(text: lines.joined(separator: "\n")).encode(
      with: model.tokenizer)
    let tokens = corpus.tokens
    #expect(tokens == stream(lines, model.tokenizer))
    for window in [1, 3, 16, 25, 100, tokens.count - 1, 1000, .max] {
      var nats = 0.0
      var start = 0
      while start < tokens.count - 1 {
        let end = min(tokens.count - 1, window < tokens.count ? start + window : tokens.count)
        nats -= model.logProbabilities(tokens[start...end]).reduce(0, +)
        start = end
      }
      let evaluation = try model.evaluate(corpus, window: window)
      #expect(evaluation.tokens == tokens.count - 1)
      #expect(close(evaluation.nats, nats, 1e-6), "windows of \(window)")
    }
    #expect(try close(model.evaluate(corpus, window: .max).nats, model.evaluate(corpus).nats))
    #expect(throws: PredictionError.window(0)) { try model.evaluate(corpus, window: 0) }
    #expect(try !close(model.evaluate(corpus, window: 3).nats, model.evaluate(corpus).nats, 1e-6))
  }

  @Test("figures are per token, scalar, byte and word of the text as read")
  func figures() throws {
    let model = try makeModel(.lstm)
    let text = "abc de\nfé\n"
    let corpus = try CorpusReader(text: text).encode(with: model.tokenizer)
    let evaluation = try model.evaluate(corpus)
    #expect(evaluation.tokens == 9)  // abc de, the boundary, fé
    #expect(evaluation.unknownTokens == 2)  // the space and é
    #expect(evaluation.documents == 2 && evaluation.words == 3)
    #expect(evaluation.characters == text.unicodeScalars.count)
    #expect(evaluation.bytes == text.utf8.count)
    let nats = evaluation.nats
    #expect(close(evaluation.perplexity, exp(nats / 9)))
    #expect(close(evaluation.bitsPerCharacter, nats / log(2) / 10))
    #expect(close(evaluation.bitsPerByte, nats / log(2) / 11))
    let perWord = try #require(evaluation.perplexityPerWord)
    #expect(close(perWord, exp(nats / 3)))
  }

  @Test("log-probabilities of the next token are those of each text that goes on with it")
  func nextToken() throws {
    let model = try makeModel(.lstm)
    let steps = StepByStep(model: model)
    for text in ["", "a", "abcdefghij", "ab?"] {
      let values = try steps.nextTokenLogProbabilities(after: text)
      #expect(close(values.reduce(0) { $0 + exp($1) }, 1))
      #expect(try model.nextTokenLogProbabilities(after: text) == values)
      let tokens = [Vocabulary.documentBoundary] + model.tokenizer.tokens(of: text)
      for token in values.indices {
        let whole = steps.logProbabilities((tokens + [Token(token)])[...])
        #expect(whole.last == values[token])
      }
    }
    #expect(throws: TokenizerError.unknownCondition("x", known: [])) {
      try model.nextTokenLogProbabilities(after: "a", condition: "x")
    }
  }
}
