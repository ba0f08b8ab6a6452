import CharLM
import CharNetwork
import CharText
import TestSupport
import Testing

/// A model that reads backward is the same model on reversed text.
@Suite("Reading backward")
struct DirectionTests {
  private func models() throws -> (forward: LanguageModel, backward: LanguageModel) {
    let forward = try makeModel(.lstm)
    var configuration = forward.tokenizer.configuration
    configuration.direction = .backward
    let tokenizer = Tokenizer(
      configuration: configuration, vocabulary: forward.tokenizer.vocabulary)
    let backward = LanguageModel(
      tokenizer: tokenizer, network: forward.network, parameters: forward.parameters)
    return (forward, backward)
  }

  @Test("each document is turned around, and twice is not at all")
  func order() throws {
    let vocabulary = try makeTokenizer().vocabulary
    var tokens: [Token] = [1, 5, 6, 7, 1, 1, 8, 9]
    ReadingDirection.forward.order(&tokens, of: vocabulary)
    #expect(tokens == [1, 5, 6, 7, 1, 1, 8, 9])
    ReadingDirection.backward.order(&tokens, of: vocabulary)
    #expect(tokens == [1, 7, 6, 5, 1, 1, 9, 8])
    ReadingDirection.backward.order(&tokens, of: vocabulary)
    #expect(tokens == [1, 5, 6, 7, 1, 1, 8, 9])
    var none: [Token] = []
    ReadingDirection.backward.order(&none, of: vocabulary)
    #expect(none.isEmpty)
  }

  @Test(
    "scores are those of the reversed text, in the order of the text", arguments: [false, true])
  func scores(_ countsEnd: Bool) throws {
    let (forward, backward) = try models()
    let text = "abcdefghij"
    let score = try backward.score(text, countsEnd: countsEnd)
    let mirrored = try forward.score(String(text.reversed()), countsEnd: countsEnd)
    #expect(try score.tokens.prefix(10) == forward.score(text).tokens.prefix(10))
    #expect(
      score.tokenLogProbabilities.prefix(10).reversed()
        == Array(mirrored.tokenLogProbabilities.prefix(10)))
    #expect(
      score.tokenLogProbabilities.dropFirst(10) == mirrored.tokenLogProbabilities.dropFirst(10))
    #expect(try backward.scores(of: [text], countsEnd: countsEnd) == [score])
  }

  @Test("evaluation is that of the reversed text")
  func evaluation() throws {
    let (forward, backward) = try models()
    let text = "abcab\ncde\nfghij"
    let mirrored = text.split(separator: "\n").map { String($0.reversed()) }
      .joined(separator: "\n")
    let one = try backward.evaluate(CorpusReader(text: text).encode(with: backward.tokenizer))
    let other = try forward.evaluate(CorpusReader(text: mirrored).encode(with: forward.tokenizer))
    #expect(one == other)
  }

  @Test("what is generated comes before the prompt, one or many at a time")
  func generation() throws {
    let (forward, backward) = try models()
    var options = GenerationOptions()
    options.length = 12
    let text = try backward.generate("abc", options).text
    #expect(text == String(try forward.generate("cba", options).text.reversed()))
    let many = try backward.generate("abc", options, count: 3).map(\.text)
    let mirrored = try forward.generate("cba", options, count: 3).map {
      String($0.text.reversed())
    }
    #expect(many == mirrored)
    // It stops at what would stand first.
    let stop = String(text.suffix(4).prefix(2))
    options.stops = [stop]
    let stopped = try backward.generate("abc", options)
    var generation = stopped
    var rest = ""
    while let piece = generation.next() { rest += piece }
    #expect(generation.finishReason == .stop)
    #expect(text.hasSuffix(rest) && rest.count <= 2)
  }
}
