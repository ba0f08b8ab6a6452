import CharLM
import CharNetwork
import CharNumerics
import CharText
import Testing

@Suite struct TokenPredictionTests {
  @Test(arguments: [1, 2, 3])
  func `predictions of texts side by side have the log-probabilities of each text alone`(
    threads: Int
  ) throws {
    let model = try makeModel(.lstm).threads(threads)
    var random = RandomSource(seed: 3)
    let texts = (0..<40).map { _ in
      [Vocabulary.documentBoundary]
        + (0..<Int(random.next() % 150)).map { _ in Token(2 + random.next() % 10) }
    }
    let predicted = try model.predictions(ofTexts: texts, alternatives: 4)
    for (text, prediction) in zip(texts, predicted) {
      #expect(prediction.tokens.map(\.token) == Array(text.dropFirst()))
      #expect(prediction.tokens.map(\.logProbability) == model.logProbabilities(text[...]))
      for token in prediction.tokens {
        let values = token.alternatives.map(\.logProbability)
        #expect(values.count == 4 && values == values.sorted(by: >))
        for other in token.alternatives where other.token == token.token {
          #expect(other.logProbability == token.logProbability)
        }
      }
      var state = model.initialState()
      var logits = [Float](repeating: 0, count: model.tokenizer.vocabulary.count)
      model.read(text[...], &state, logits: &logits)
      #expect(zip(prediction.next, logits).allSatisfy { abs($0 - $1) < 1e-4 })
    }
  }

  @Test func `the first token after known logits is that of a generation`() throws {
    let model = try makeModel(.gru)
    let prompt = try model.tokenizer.encode("abcabd")
    var options = GenerationOptions()
    options.length = 1
    for seed in 0..<20 {
      options.sampling.seed = UInt64(seed)
      var state = model.initialState()
      var logits = [Float](repeating: 0, count: model.tokenizer.vocabulary.count)
      model.read([Vocabulary.documentBoundary] + prompt, &state, logits: &logits)
      let first = try model.firstToken(after: prompt, logits, options, alternatives: 1)
      let generation = try model.generate("abcabd", options)
      #expect(first.text.text == (try generation.text))
      #expect(first.prediction != nil)
    }
  }

  @Test func `a predicted text has the score of the text`() throws {
    let model = try makeModel(.gru)
    for (text, given) in [("abcdefgh", ""), ("abc", "jih"), ("", "a"), ("a?b", "")] {
      let predicted = try model.predictedText(text, given: given, alternatives: 2)
      #expect(predicted.score == (try model.score(text, given: given)))
      #expect(predicted.tokens.count == predicted.score.tokens.count)
      for (surprisal, value) in zip(predicted.surprisals, predicted.score.tokenLogProbabilities) {
        #expect(abs(surprisal.nats + value) < 1e-5)
      }
    }
  }
}
