import CharLM
import CharNetwork
import CharNumerics
import CharText
import TestSupport
import Testing

@Suite("A model under conditions")
struct ConditionTests {
  private let model: LanguageModel
  private let x, y: Token

  init() throws {
    var configuration = TextConfiguration(boundary: .line)
    configuration.condition = .tab
    let tokenizer = Tokenizer(
      configuration: configuration,
      vocabulary: try Vocabulary(
        pieces: (0..<8).map { [UInt8(ascii: "a") + UInt8($0)] }, unit: .scalar,
        conditions: ["y", "x"]))
    let (network, parameters) = try makeNetwork(.lstm, vocabulary: tokenizer.vocabulary.count)
    model = LanguageModel(tokenizer: tokenizer, network: network, parameters: parameters)
    x = try #require(tokenizer.vocabulary.token(ofCondition: "x"))
    y = try #require(tokenizer.vocabulary.token(ofCondition: "y"))
  }

  private func options(_ condition: String?, length: Int = 40, temperature: Double = 3)
    -> GenerationOptions
  {
    var options = GenerationOptions()
    (options.condition, options.length) = (condition, length)
    options.sampling.temperature = temperature
    return options
  }

  @Test("starts a text with the boundary and what is given")
  func given() throws {
    for (name, token) in [("x", x), ("y", y)] {
      let generation = try model.generate("ab", options(name, length: 1, temperature: 0))
      #expect(generation.condition == name)
      let logits = try #require(
        model.streamLogits([1, token] + model.tokenizer.encode("ab")).last)
      let texts = logits.indices.filter { $0 > 1 && $0 < Int(x) }
      let likeliest = try #require(texts.max { logits[$0] < logits[$1] })
      var text = generation
      if logits[likeliest] > logits[1] {
        #expect(text.next() == model.tokenizer.decode([Token(likeliest)]))
      } else {
        #expect(text.next() == nil)
      }
    }
  }

  @Test("draws its condition first where none is given, and never later")
  func drawn() throws {
    var seen: Set<String> = []
    for index in 0..<60 {
      var generation = try model.generate("", options(nil), sampleIndex: index)
      #expect(generation.condition == nil)
      let text = Array(generation).joined()
      while generation.next() != nil {}
      seen.insert(try #require(generation.condition))
      // Each token but the end is a letter, and the condition does not count.
      let ended = generation.finishReason == .end ? 1 : 0
      #expect(text.unicodeScalars.count + ended == generation.count)
      #expect(generation.count <= 40)
    }
    #expect(seen == ["x", "y"])
  }

  @Test("gives side by side what it gives alone, conditions included", arguments: ["", "ab"])
  func sideBySide(_ prompt: String) throws {
    for condition in [nil, "y"] {
      let many = Array(try model.generate(prompt, options(condition), count: 9, threads: 2))
      #expect(many.count == 9)
      for text in many {
        var alone = try model.generate(prompt, options(condition), sampleIndex: text.index)
        var whole = ""
        while let piece = alone.next() { whole += piece }
        #expect(text.text == whole)
        #expect(text.condition == alone.condition)
        #expect(text.count == alone.count)
        if condition != nil { #expect(text.condition == condition) }
      }
      // What comes before a prompt is shared by all that goes on from it.
      if !prompt.isEmpty { #expect(Set(many.map(\.condition)).count == 1) }
    }
  }

  @Test("does not count the condition in a score")
  func score() throws {
    let text = "abcabh"
    let tokens = try [1, x] + model.tokenizer.encode(text) + [1]
    let expected = Array(model.logProbabilities(tokens[...]).dropFirst())
    let score = try model.score(text, condition: "x", countsEnd: true)
    #expect(score.tokenLogProbabilities == expected)
    #expect(score.tokens == Array(tokens.dropFirst(2)))
    #expect(try model.score(text, condition: "y") != model.score(text, condition: "x"))
    #expect(try model.scores(of: [text, ""], condition: "x", countsEnd: true)[0] == score)
    #expect(try model.score("", condition: "x").tokens.isEmpty)
  }

  @Test("reads backward after its condition too")
  func backward() throws {
    var configuration = model.tokenizer.configuration
    configuration.direction = .backward
    let backward = LanguageModel(
      tokenizer: Tokenizer(
        configuration: configuration, vocabulary: model.tokenizer.vocabulary),
      network: model.network, parameters: model.parameters)
    let (text, reversed) = ("abcd", "dcba")
    #expect(
      try backward.score(text, condition: "x").tokenLogProbabilities.reversed()
        == model.score(reversed, condition: "x").tokenLogProbabilities)
    #expect(
      try backward.generate("", options("x")).text
        == String(model.generate("", options("x")).text.reversed()))
  }

  @Test("does not count conditions in an evaluation")
  func evaluation() throws {
    let corpus = try CorpusReader(text: "x\tabc\ny\tde\nx\tf\n").encode(with: model.tokenizer)
    let result = try model.evaluate(corpus)
    #expect(result.tokens == 6 + 2)
    #expect(result.documents == 3)
    #expect(result.characters == 6 + 3)
    let scores = try [("abc", "x", true), ("de", "y", true), ("f", "x", false)].map {
      try model.score($0.0, condition: $0.1, countsEnd: $0.2).logProbability
    }
    #expect(abs(result.nats + scores.reduce(0, +)) < 1e-9)
    #expect(try model.evaluate(corpus, window: 3).tokens == 6 + 2)
  }

  @Test("names those it knows where it does not know one")
  func unknown() throws {
    let error = TokenizerError.unknownCondition("xx", known: ["x", "y"])
    #expect(throws: error) { try model.generate("", options("xx")) }
    #expect(throws: error) { try model.score("a", condition: "xx") }
    #expect("\(error)" == "the model does not know the condition xx; it knows x, y")
    let plain = try makeModel(.gru)
    #expect(throws: TokenizerError.unknownCondition("x", known: [])) {
      try plain.generate("", options("x"))
    }
  }
}
