import CharForms
import CharLM
import CharNetwork
import CharText
import Testing

@Suite("Generation under a constraint")
struct ConstraintProcessorTests {
  @Test("gives texts that are allowed, of any length from the shortest on", arguments: 3...12)
  func allowed(_ length: Int) throws {
    let model = try makeModel(.lstm)
    let rules = try GrammarConstraint(regularExpression: "(ab|cd*)+(e{2}|fgf)")
    var options = GenerationOptions()
    options.length = length
    options.sampling.temperature = 2
    let processor = try ConstraintProcessor(rules, model.tokenizer, length: length)
    let texts = try model.generate("abcj", options, count: 20, processors: [processor])
    for text in texts {
      #expect(rules.allows(text.text), "\(text.text)")
      #expect(text.count <= length && text.failure == nil)
    }
  }

  @Test("ends where nothing else is allowed")
  func ending() throws {
    let model = ScriptedModel("aaaaaaaa", try makeTokenizer())
    let rules = try GrammarConstraint(regularExpression: "a{3}")
    let processor = try ConstraintProcessor(rules, model.tokenizer, length: 100)
    var generation = try model.generate("b", processors: [processor])
    var text = ""
    while let piece = generation.next() { text += piece }
    #expect(text == "aaa")
    #expect(generation.finishReason == .processor)
  }

  @Test("leaves the end to the model where the text may go on")
  func end() throws {
    let model = ScriptedModel("aab", try makeTokenizer())
    let processor = try ConstraintProcessor(
      BannedPhrases(["c"]), model.tokenizer, length: 400)
    var generation = try model.generate("", processors: [processor])
    var text = ""
    while let piece = generation.next() { text += piece }
    #expect(text == "aab")
    #expect(generation.finishReason == .end)
  }

  @Test("is refused if it cannot be met")
  func refusals() throws {
    let tokenizer = try makeTokenizer()
    let long = try GrammarConstraint(regularExpression: "a{5}")
    #expect(throws: ConstraintError.self) {
      try ConstraintProcessor(long, tokenizer, length: 4)
    }
    let foreign = try GrammarConstraint(regularExpression: "[0-9]+")
    #expect(throws: ConstraintError.self) {
      try ConstraintProcessor(foreign, tokenizer, length: 100)
    }
  }
}
