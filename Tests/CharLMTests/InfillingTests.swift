import CharForms
import CharLM
import CharNGram
import CharNetwork
import CharText
import Foundation
import Testing

/// Fillings of small models, of which all are known.
@Suite("Filling gaps")
struct InfillingTests {
  private let forward: LanguageModel
  private let backward: LanguageModel

  init() throws {
    forward = try makeModel(.lstm, letters: 3, seed: 3)
    let other = try makeModel(.gru, letters: 3, seed: 8)
    var configuration = other.tokenizer.configuration
    configuration.direction = .backward
    backward = LanguageModel(
      tokenizer: Tokenizer(configuration: configuration, vocabulary: other.tokenizer.vocabulary),
      network: other.network, parameters: other.parameters)
  }

  /// A text of which a part is rated: all but the start that the model has read before.
  private func rating(
    _ model: any AutoregressiveModel, _ start: String, _ rest: String, ends: Bool
  ) -> Double {
    var tokens = [1] + model.tokenizer.tokens(of: start)
    let first = tokens.count
    tokens += model.tokenizer.tokens(of: rest) + (ends ? [1] : [])
    return model.logProbabilities(tokens[...], spans: [0..<tokens.count])[(first - 1)...]
      .reduce(0, +)
  }

  /// What a text scores in the direction of a model.
  private func score(
    _ parts: (before: String, filling: String, after: String), context: Int, isForward: Bool
  ) -> Double {
    if isForward {
      return rating(
        forward, parts.before, parts.filling + parts.after.prefix(context),
        ends: parts.after.isEmpty && context > 0)
    }
    return rating(
      backward, String(parts.after.reversed()),
      String(parts.filling.reversed()) + parts.before.reversed().prefix(context),
      ends: parts.before.isEmpty && context > 0)
  }

  private func options(count: Int = 39, context: Int = 32) -> FillOptions {
    var options = FillOptions()
    options.beams = 64
    options.count = count
    options.context = context
    return options
  }

  private static func fillings(_ lengths: ClosedRange<Int>) -> [String] {
    var all: [String] = []
    var last = [""]
    for length in 0...lengths.upperBound {
      if lengths.contains(length) { all += last }
      last = last.flatMap { text in ["a", "b", "c"].map { text + $0 } }
    }
    return all
  }

  @Test(
    "one gap is filled with the best of all texts, by one model and by both",
    arguments: [
      ("ab", "ca", 32), ("", "cab", 32), ("abc", "", 32), ("", "", 32), ("abca", "bcab", 2),
      ("ab", "c", 0), ("ab", "", 0),
    ], [false, true])
  func oneGap(_ sides: (String, String, Int), _ isForwardOnly: Bool) throws {
    let (before, after, context) = sides
    let infiller = try Infiller(forward, backward: isForwardOnly ? nil : backward)
    let gap = try Gap(length: 1...3, source: "gap")
    let template = try Template(before + "___" + after, filledBy: gap)
    let found = try infiller.fill(template, options(context: context))
    let expected = Self.fillings(1...3).map { filling in
      let parts = (before: before, filling: filling, after: after)
      let ahead = score(parts, context: context, isForward: true)
      let back = score(parts, context: context, isForward: false)
      return (filling, logProbability: ahead, score: isForwardOnly ? ahead : (ahead + back) / 2)
    }.sorted { $0.score > $1.score }
    #expect(found.map(\.fillings) == expected.map { [$0.0] })
    for (text, known) in zip(found, expected) {
      #expect(text.text == before + known.0 + after)
      #expect(abs(text.logProbability - known.logProbability) < 1e-4)
      #expect(abs(text.score - known.score) < 1e-4)
    }
  }

  @Test("several gaps, one of them twice, are filled together")
  func severalGaps() throws {
    let infiller = try Infiller(forward, backward: backward)
    let template = try Template("{x:1-2}a{2}b{x}c", readsBraces: true)
    let found = try infiller.fill(template, options(count: 64))
    let all = Self.fillings(1...2).flatMap { x in
      Self.fillings(2...2).map { y in
        let text = x + "a" + y + "b" + x + "c"
        let ahead = rating(forward, "", text, ends: false)
        let back = rating(
          backward, "c", String(text.dropLast().reversed()), ends: true)
        return ([x, y], text: text, score: (ahead + back) / 2)
      }
    }.sorted { $0.score > $1.score }
    // There are 108 texts, and fewer are proposed; the best are among them.
    #expect(found.prefix(5).map(\.text) == all.prefix(5).map(\.text))
    for text in found {
      let known = try #require(all.first { $0.0 == text.fillings })
      #expect(text.text == known.text && abs(text.score - known.score) < 1e-4)
    }
  }

  @Test("a gap that may be empty, and gaps side by side")
  func emptyGaps() throws {
    let infiller = try Infiller(forward, backward: backward)
    let found = try infiller.fill(
      Template("a{0-1}{/b?c/}b", readsBraces: true), options())
    #expect(Set(found.map(\.text)).isSuperset(of: ["acb", "aacb", "abcb", "accb"]))
    for text in found {
      #expect(text.text.wholeMatch(of: /a[abc]?b?cb/) != nil && text.fillings.count == 2)
    }
  }

  @Test("n-gram models and mixtures fill as well, with tokens in any order")
  func otherModels() throws {
    func ngram(_ model: LanguageModel, reversed: Bool) throws -> NGramLanguageModel {
      let old = model.tokenizer
      let vocabulary =
        reversed
        ? try Vocabulary(unit: .scalar, entries: old.vocabulary.entries.reversed())
        : old.vocabulary
      let tokenizer = Tokenizer(configuration: old.configuration, vocabulary: vocabulary)
      let tokens = stream(makeLines([50, 80], letters: 3), tokenizer)
      return NGramLanguageModel(
        tokenizer: tokenizer,
        model: NGramModel(tokens, order: 3, vocabularySize: vocabulary.count))
    }
    let template = try Template("ab___c", filledBy: Gap(length: 1...3, source: "gap"))
    let plain = try Infiller(forward, backward: ngram(backward, reversed: false))
      .fill(template, options())
    let mapped = try Infiller(forward, backward: ngram(backward, reversed: true))
      .fill(template, options())
    #expect(plain.count == 39 && plain.map(\.text) == mapped.map(\.text))
    for (one, other) in zip(plain, mapped) { #expect(abs(one.score - other.score) < 1e-5) }
    let mixture = try MixtureModel([
      MixtureModel.Part(forward, weight: 0.5),
      MixtureModel.Part(try ngram(forward, reversed: true), weight: 0.5),
    ])
    let mixed = try Infiller(mixture).fill(template, options())
    for text in mixed {
      let expected = rating(mixture, "ab", text.fillings[0] + "c", ends: false)
      #expect(abs(text.logProbability - expected) < 1e-4)
    }
  }

  @Test(
    "what is drawn has the frequencies of the model, and is the same for the same seed",
    arguments: [(1.0, false), (0.5, true)])
  func drawing(_ temperature: Double, _ isForwardOnly: Bool) throws {
    let infiller = try Infiller(forward, backward: isForwardOnly ? nil : backward)
    let exact = try infiller.fill(
      Template("ab___ca", filledBy: Gap(length: 1...1, source: "gap")), options(count: 3))
    let weights = exact.map { text in
      // The temperature is that of the gap; what follows has the probability that it has.
      let letter = rating(forward, "ab", text.fillings[0], ends: false)
      return exp(letter / temperature - letter + text.score)
    }
    let template = try Template("ab{1 t=\(temperature)}ca", readsBraces: true)
    var counts: [String: Int] = [:]
    var options = options(count: 1)
    options.beams = 32
    let draws = 500
    for seed in 0..<draws {
      options.seed = UInt64(seed)
      let drawn = try infiller.fill(template, options)
      counts[drawn[0].fillings[0], default: 0] += 1
    }
    for (text, weight) in zip(exact, weights) {
      let expected = weight / weights.reduce(0, +)
      let share = Double(counts[text.fillings[0], default: 0]) / Double(draws)
      // Five standard deviations.
      let tolerance = 5 * (expected * (1 - expected) / Double(draws)).squareRoot()
      #expect(abs(share - expected) < tolerance, "\(text.fillings) \(share) \(expected)")
    }
    #expect(try infiller.fill(template, options) == infiller.fill(template, options))
  }

  @Test("models and texts that do not fit are refused")
  func errors() throws {
    #expect(throws: InfillingError.readsBackward) { try Infiller(backward) }
    #expect(throws: InfillingError.readsForward("other")) {
      try Infiller(forward, backward: forward, name: "other")
    }
    let larger = try makeModel(.gru, letters: 4)
    var configuration = larger.tokenizer.configuration
    configuration.direction = .backward
    let stranger = LanguageModel(
      tokenizer: Tokenizer(
        configuration: configuration, vocabulary: larger.tokenizer.vocabulary),
      network: larger.network, parameters: larger.parameters)
    #expect(throws: MixtureError.self) { try Infiller(forward, backward: stranger) }
    let infiller = try Infiller(forward)
    #expect(throws: InfillingError.noGap) { try infiller.fill(Template("abc")) }
    let gap = try Gap(pattern: "[xyz]+", source: "{/[xyz]+/}")
    let error = try #require(throws: ConstraintError.self) {
      try infiller.fill(Template("a___", filledBy: gap))
    }
    #expect(error.problem.contains("the gap {/[xyz]+/} cannot be filled"), "\(error)")
    var options = FillOptions()
    options.count = 65
    #expect(throws: SamplingError.self) { try infiller.fill(Template("a___"), options) }
    // Text that the model does not know is read as such.
    #expect(try infiller.fill(Template("x___春"), self.options(count: 1)).count == 1)
  }
}
