import CharForms
import CharLM
import CharNGram
import CharNetwork
import CharText
import Foundation
import TestSupport
import Testing

/// A model of which all texts are known.
struct AllTexts {
  /// A text: its tokens, and what it scores.
  struct Leaf: Equatable {
    var tokens: [Token]
    var logProbability: Double
    var score: Double
  }

  let model: any AutoregressiveModel
  var length: Int
  var prompt: [Token] = []
  var stops: [String] = []
  var constraint: GrammarConstraint?
  /// What the search adds up for the next token: by default its log-probability.
  var scores: ([Token], [Double]) -> [Double] = { $1 }

  /// Every text that can be written, by plain recursion.
  func leaves() -> [Leaf] {
    leaves(Leaf(tokens: [], logProbability: 0, score: 0))
  }

  private func leaves(_ start: Leaf) -> [Leaf] {
    let text = model.tokenizer.decode(start.tokens)
    if stops.contains(where: { text.hasSuffix($0) }) { return [start] }
    let state = constraint.flatMap { rules in
      text.unicodeScalars.reduce(rules.initialState as GrammarConstraint.State?) { state, scalar in
        state.flatMap { rules.state(after: scalar, in: $0) }
      }
    }
    if constraint != nil && state == nil { return [] }
    let mayEnd = state.map { constraint?.mayEnd(in: $0) == true } ?? true
    if let state, mayEnd, constraint?.steps(from: state).isEmpty == true { return [start] }
    if start.tokens.count == length { return mayEnd ? [start] : [] }
    let values = logProbabilities(after: start.tokens)
    let scores = scores(start.tokens, values)
    var result: [Leaf] = []
    for token in values.indices where token != Int(Vocabulary.unknown) {
      let next = Leaf(
        tokens: start.tokens + [Token(token)], logProbability: start.logProbability + values[token],
        score: start.score + scores[token])
      if token != Int(Vocabulary.documentBoundary) {
        result += leaves(next)
      } else if mayEnd {
        result.append(next)
      }
    }
    return result
  }

  func logProbabilities(after tokens: [Token]) -> [Double] {
    let all = [Vocabulary.documentBoundary] + prompt + tokens
    return (0..<model.tokenizer.vocabulary.count).map {
      model.logProbabilities((all + [Token($0)])[...]).last ?? 0
    }
  }
}

/// Checks that results are texts that are known, with their figures, the best first.
private func check(
  _ results: [SearchResult], _ leaves: [AllTexts.Leaf], lengthPenalty: Double = 1
) {
  #expect(results.count == leaves.count)
  #expect(Set(results.map(\.tokens)) == Set(leaves.map(\.tokens)))
  let known = Dictionary(uniqueKeysWithValues: leaves.map { ($0.tokens, $0) })
  for result in results {
    guard let leaf = known[result.tokens] else { continue }
    let score = leaf.score / pow(Double(max(1, leaf.tokens.count)), lengthPenalty)
    #expect(abs(result.logProbability - leaf.logProbability) < 1e-4)
    #expect(abs(result.score - score) < 1e-4)
  }
  #expect(zip(results, results.dropFirst()).allSatisfy { $0.score >= $1.score })
}

@Suite("Search by beams")
struct SearchTests {
  static func ngram(order: Int = 2) throws -> NGramLanguageModel {
    let (tokenizer, corpus) = try CorpusReader(text: "ab\nabc\nbca\ncab\nb\naab\n").build(
      TextConfiguration(boundary: .line))
    let model = NGramModel(corpus.tokens, order: order, vocabularySize: tokenizer.vocabulary.count)
    return NGramLanguageModel(tokenizer: tokenizer, model: model)
  }

  static func models() throws -> [any AutoregressiveModel] {
    [
      try makeModel(.lstm, letters: 3), try makeModel(.gru, letters: 3, seed: 4), try ngram(),
      StepByStep(model: try makeModel(.lstm, layers: 1, letters: 3, seed: 9)),
    ]
  }

  static func options(_ length: Int, beams: Int, count: Int? = nil) -> SearchOptions {
    var options = SearchOptions()
    options.generation.length = length
    options.beams = beams
    options.count = count ?? beams
    return options
  }

  @Test("as wide as there are texts, it finds all, in the order of their scores")
  func exhaustive() throws {
    for model in try Self.models() {
      let all = AllTexts(model: model, length: 4, prompt: model.tokenizer.tokens(of: "ab"))
      let leaves = all.leaves()
      // 3^0 + … + 3^4.
      #expect(leaves.count == 121)
      for lengthPenalty in [0, 0.6, 1] {
        var options = Self.options(4, beams: 121)
        options.lengthPenalty = lengthPenalty
        check(try model.search("ab", options), leaves, lengthPenalty: lengthPenalty)
        // The best alone is the first of all.
        options.count = 1
        let best = try #require(try model.search("ab", options).first)
        let highest = leaves.map { $0.score / pow(Double($0.tokens.count), lengthPenalty) }.max()
        #expect(abs(best.score - (highest ?? 0)) < 1e-4)
      }
    }
  }

  @Test(
    "under a constraint it finds all texts that are allowed",
    arguments: ["(ab|c)*a?", "a{2,4}", "[ab]+c", "(abc|cba)(a|b)?", "a?b?c?"])
  func constraint(_ pattern: String) throws {
    let rules = try GrammarConstraint(regularExpression: pattern)
    for model in try Self.models() {
      let leaves = AllTexts(model: model, length: 4, constraint: rules).leaves()
      #expect(!leaves.isEmpty)
      let options = Self.options(4, beams: leaves.count)
      let results = try model.search("", options, under: rules)
      check(results, leaves)
      #expect(results.allSatisfy { rules.allows($0.text) })
    }
  }

  @Test("a text ends before the first stop string")
  func stops() throws {
    let model = try makeModel(.gru, letters: 3)
    let leaves = AllTexts(model: model, length: 4, stops: ["ab", "c"]).leaves()
    var options = Self.options(4, beams: leaves.count)
    options.generation.stops = ["ab", "c"]
    let results = try model.search("", options)
    check(results, leaves)
    for result in results {
      #expect(!result.text.contains("ab") && !result.text.contains("c"))
      let whole = model.tokenizer.decode(result.tokens)
      #expect((result.finishReason == .stop) == (whole != result.text))
    }
  }

  /// Makes letters that were written before less likely.
  private struct Variety: LogitsProcessor {
    var seen: [Token] = []

    mutating func process(_ logits: inout [Float], after tokens: [Token]) {
      #expect(tokens == seen)
      for token in seen { logits[Int(token)] -= 0.7 }
    }

    mutating func accept(_ token: Token) { seen.append(token) }
  }

  @Test("temperature and processors apply to each hypothesis by itself", arguments: [0.5, 1, 3])
  func processors(_ temperature: Double) throws {
    let model = try makeModel(.lstm, letters: 3)
    let prompt = model.tokenizer.tokens(of: "ab")
    // The share of <unk> stays outside.
    let scores: ([Token], [Double]) -> [Double] = { tokens, values in
      var logits = values
      for token in prompt + tokens { logits[Int(token)] -= 0.7 }
      let sum = logits.reduce(0) { $0 + exp($1 / temperature) }
      return logits.map { $0 / temperature - log(sum) }
    }
    let leaves = AllTexts(model: model, length: 4, prompt: prompt, scores: scores).leaves()
    var options = Self.options(4, beams: leaves.count)
    options.generation.sampling.temperature = temperature
    check(try model.search("ab", options, processors: [Variety()]), leaves)
  }

  @Test("a search is reproducible, and neither lanes nor threads change it")
  func determinism() throws {
    let model = try makeModel(.lstm, seed: 3)
    for isStochastic in [false, true] {
      var options = Self.options(30, beams: 7)
      options.isStochastic = isStochastic
      options.generation.sampling.seed = 5
      let results = try model.threads(1).search("abc", options)
      #expect(results.count == 7)
      #expect(try model.threads(3).search("abc", options) == results)
      #expect(try StepByStep(model: model).search("abc", options) == results)
    }
  }

  @Test("more beams find no worse text, and one beam takes the likeliest token each time")
  func width() throws {
    let model = try makeModel(.gru, seed: 11)
    var greedy = GenerationOptions()
    greedy.length = 20
    greedy.sampling.temperature = 0
    var found = -Double.infinity
    for beams in [1, 4, 64, 512] {
      var options = Self.options(20, beams: beams, count: 1)
      options.lengthPenalty = 0
      let rules = try GrammarConstraint(regularExpression: "[a-j]{20}")
      let result = try #require(try model.search("", options, under: rules).first)
      #expect(result.logProbability >= found - 1e-9)
      found = result.logProbability
      guard beams == 1 else { continue }
      let processor = try ConstraintProcessor(rules, model.tokenizer, length: 20)
      #expect(try model.generate("", greedy, processors: [processor]).text == result.text)
    }
  }

  @Test("groups avoid each other's tokens")
  func groups() throws {
    let model = try makeModel(.lstm, seed: 2)
    var options = Self.options(6, beams: 8)
    options.lengthPenalty = 0
    options.groups = 4
    options.diversity = 1000
    let rules = try GrammarConstraint(regularExpression: "[a-j]{6}")
    let diverse = try model.search("", options, under: rules)
    #expect(diverse.count == 8)
    // Two beams in each of four groups begin with at least four different letters.
    #expect(Set(diverse.map { $0.text.first }).count >= 4)
    options.count = 4
    #expect(Set(try model.search("", options, under: rules).map { $0.text.first }).count == 4)
    // Without a penalty all groups find the same.
    options.diversity = 0
    options.count = 8
    let equal = try model.search("", options, under: rules)
    options.groups = 1
    options.beams = 2
    options.count = 2
    #expect(try model.search("", options, under: rules) == equal)
  }

  @Test("options out of range are refused", arguments: [0, -1, 100_000])
  func ranges(_ value: Int) throws {
    let model = try makeModel(.gru)
    let changes: [(inout SearchOptions) -> Void] = [
      { $0.beams = value }, { $0.count = value }, { $0.groups = value },
      { $0.diversity = -1 }, { $0.lengthPenalty = .nan }, { $0.generation.length = -1 },
      { $0.generation.sampling.temperature = 0 },
    ]
    for change in changes {
      var options = SearchOptions()
      change(&options)
      #expect(throws: SamplingError.self) { try model.search("", options) }
    }
  }

  @Test("a text of no tokens is one, and a constraint that cannot be met is refused")
  func edges() throws {
    let model = try makeModel(.gru)
    let results = try model.search("ab", Self.options(0, beams: 3))
    #expect(results.map(\.text) == [""] && results[0].finishReason == .length)
    let rules = try GrammarConstraint(regularExpression: "a{5}")
    #expect(throws: ConstraintError.self) {
      try model.search("", Self.options(4, beams: 2), under: rules)
    }
  }

  @Test("a form is met by probable text, not by a forced end", arguments: [4, 16])
  func forms(_ beams: Int) throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let model = try LanguageModel(contentsOf: root.appendingPathComponent("models/harbour").path)
    let forms = [
      "[a-z ]{20,30}[aeiou]\\n", "([A-Z][a-z ,]{20,30}[aeiou]\\n){2}",
      "[A-Z][a-z ,]{20,32}ight\\n[A-Z][a-z ,]{20,32}ight\\n",
    ]
    for form in forms {
      let rules = try GrammarConstraint(regularExpression: form)
      let result = try #require(
        try model.search("The ", Self.options(80, beams: beams, count: 1), under: rules).first)
      #expect(rules.allows(result.text))
      var options = GenerationOptions()
      options.length = 80
      options.sampling.temperature = 0.5
      options.sampling.seed = 1
      let processor = try ConstraintProcessor(rules, model.tokenizer, length: 80)
      let sampled = try model.generate("The ", options, count: 2 * beams, processors: [processor])
      let best = try #require(sampled.best { $0.score() }.first)
      #expect(result.score > best.score(), "\(form): \(result.text)")
    }
  }
}
