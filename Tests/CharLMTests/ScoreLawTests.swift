import CharLM
import CharNetwork
import CharText
import Foundation
import Testing

@Suite("Laws of scores")
struct ScoreLawTests {
  @Test("the score of a text is the sum over its parts, each given what came before")
  func parts() throws {
    for cell in [CellKind.lstm, .gru, .minLSTM] {
      let model = try makeModel(cell)
      let text = makeLines([57])[0]
      let whole = try model.score(text, countsEnd: true)
      for cuts in [[1], [20, 21], [56], [5, 13, 40, 50]] {
        var (sum, start) = (0.0, 0)
        let characters = Array(text)
        for end in cuts + [characters.count] {
          sum += try model.score(
            String(characters[start..<end]), given: String(characters[..<start]),
            countsEnd: end == characters.count
          ).logProbability
          start = end
        }
        #expect(abs(sum - whole.logProbability) < 1e-4)
      }
    }
  }

  @Test("a model that reads backward is given the text after it")
  func backward() throws {
    let forward = try makeModel(.lstm)
    var configuration = forward.tokenizer.configuration
    configuration.direction = .backward
    let model = LanguageModel(
      tokenizer: Tokenizer(
        configuration: configuration, vocabulary: forward.tokenizer.vocabulary),
      network: forward.network, parameters: forward.parameters)
    let whole = try model.score("abcdefgh")
    let start = try model.score("abc", given: "defgh")
    let rest = try model.score("defgh")
    #expect(abs(start.logProbability + rest.logProbability - whole.logProbability) < 1e-5)
    #expect(start.tokens == whole.tokens.prefix(3).map { $0 })
    for (a, b) in zip(start.tokenLogProbabilities, whole.tokenLogProbabilities) {
      #expect(abs(a - b) < 1e-5)
    }
  }

  @Test("texts side by side with a context have the scores that they have alone")
  func sideBySide() throws {
    let model = try makeModel(.lstm)
    let lines = makeLines([3, 30, 1, 200])
    let scores = try model.scores(of: lines, given: "abc", countsEnd: true)
    for (line, score) in zip(lines, scores) {
      #expect(try model.score(line, given: "abc", countsEnd: true) == score)
      #expect(score.tokens.count == line.count + 1)
    }
  }

  @Test("figures of a score are per character, byte and word, and without unknown characters")
  func figures() throws {
    let model = try makeModel(.lstm)
    let score = try model.score("abc dé  fg")
    #expect(score.characters == 10 && score.bytes == 11 && score.words == 3)
    let bits = -score.logProbability / log(2)
    #expect(abs(score.bits - bits) < 1e-9)
    #expect(abs(score.log10Probability * log(10) - score.logProbability) < 1e-9)
    #expect(try abs(#require(score.bitsPerCharacter) - bits / 10) < 1e-9)
    #expect(try abs(#require(score.bitsPerByte) - bits / 11) < 1e-9)
    #expect(try abs(#require(score.bitsPerWord) - bits / 3) < 1e-9)
    #expect(score.unknownTokens == 4)
    let known = zip(score.tokens, score.tokenLogProbabilities).filter { $0.0 != Vocabulary.unknown }
    let nats = -known.map(\.1).reduce(0, +) / 6
    #expect(try abs(#require(score.knownPerplexity) - exp(nats)) < 1e-9)
    #expect(try abs(#require(score.lengthCorrected(exponent: 0)) - score.logProbability) < 1e-9)
    #expect(
      try abs(#require(score.lengthCorrected(exponent: 1)) + #require(score.natsPerToken)) < 1e-9)
    let empty = try model.score("")
    #expect(empty.bitsPerByte == nil && empty.lengthCorrected(exponent: 0.5) == nil)
  }

  @Test("a model does not fit texts of unknown characters or far above its held-out lines")
  func fit() throws {
    let model = try makeModel(.lstm)
    let scores = try model.scores(of: makeLines([Int](repeating: 30, count: 40)))
    let distribution = try #require(LineDistribution(scores))
    #expect(ModelFit(scores, distribution, validation: nil) == nil)
    let usual = -scores.reduce(0) { $0 + $1.logProbability } / 1200
    let worse = try #require(ModelFit(scores, nil, validation: usual / 2))
    guard case .worse(let factor) = worse else { throw Failure(worse) }
    #expect(abs(factor - 2) < 1e-9)
    #expect(ModelFit(scores, nil, validation: nil) == nil)
    let strange = try model.scores(of: ["äöüabcdefg"])
    #expect(ModelFit(strange, distribution, validation: nil) == .unknown(share: 0.3))
  }
}

private struct Failure: Error {
  let fit: ModelFit
  init(_ fit: ModelFit) { self.fit = fit }
}
