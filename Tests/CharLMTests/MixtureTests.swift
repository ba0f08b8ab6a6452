import CharLM
import CharNGram
import CharNetwork
import CharText
import Foundation
import TestSupport
import Testing

@Suite("Mixtures")
struct MixtureTests {
  private let network: LanguageModel
  private let ngram: NGramLanguageModel
  private let lines: [String]

  init() throws {
    network = try makeModel(.lstm)
    lines = makeLines([12, 1, 30])
    let tokens = stream(makeLines([50, 80]), network.tokenizer)
    ngram = NGramLanguageModel(
      tokenizer: network.tokenizer,
      model: NGramModel(tokens, order: 3, vocabularySize: network.tokenizer.vocabulary.count))
  }

  /// The n-gram model with its tokens in the opposite order.
  private func reversed() throws -> NGramLanguageModel {
    let vocabulary = ngram.tokenizer.vocabulary
    let other = try Vocabulary(unit: .scalar, entries: vocabulary.entries.reversed())
    let tokenizer = Tokenizer(configuration: ngram.tokenizer.configuration, vocabulary: other)
    return NGramLanguageModel(
      tokenizer: tokenizer,
      model: NGramModel(
        stream(makeLines([50, 80]), tokenizer), order: 3, vocabularySize: other.count))
  }

  private func mixture(
    _ weight: Double, by method: MixtureModel.Method = .sum
  ) throws -> MixtureModel {
    try MixtureModel(
      [
        MixtureModel.Part(network, weight: 1 - weight), MixtureModel.Part(ngram, weight: weight),
      ], by: method)
  }

  @Test("A sum is the weighted sum of probabilities, and a product their renormalized product")
  func probabilities() throws {
    let (a, b) = try (
      network.nextTokenLogProbabilities(after: "abc"),
      ngram.nextTokenLogProbabilities(after: "abc")
    )
    let sum = try mixture(0.3).nextTokenLogProbabilities(after: "abc")
    let product = try mixture(0.3, by: .product).nextTokenLogProbabilities(after: "abc")
    let logTotal = log(zip(a, b).reduce(0) { $0 + exp(0.7 * $1.0 + 0.3 * $1.1) })
    for token in a.indices {
      #expect(abs(sum[token] - log(0.7 * exp(a[token]) + 0.3 * exp(b[token]))) < 1e-5)
      #expect(abs(product[token] - (0.7 * a[token] + 0.3 * b[token] - logTotal)) < 1e-5)
    }
  }

  @Test(
    "Scores of whole texts equal those of single steps", arguments: MixtureModel.Method.allCases)
  func scores(_ method: MixtureModel.Method) throws {
    let model = try mixture(0.4, by: method)
    for (line, score) in try zip(lines, model.scores(of: lines)) {
      var expected = 0.0
      for (index, scalar) in line.unicodeScalars.enumerated() {
        let values = try model.nextTokenLogProbabilities(after: String(line.prefix(index)))
        let token = try #require(model.tokenizer.vocabulary.token(for: String(scalar)))
        expected += values[Int(token)]
      }
      #expect(abs(score.logProbability - expected) < 1e-4)
    }
  }

  @Test("Texts in lanes are those of one lane", arguments: MixtureModel.Method.allCases)
  func lanes(_ method: MixtureModel.Method) throws {
    let model = try mixture(0.4, by: method)
    var options = GenerationOptions()
    options.length = 20
    options.sampling.seed = 7
    let texts = try model.generate("ab", options, count: 3).map(\.text)
    #expect(texts.count == 3)
    #expect(try texts.first == model.generate("ab", options).text)
  }

  @Test("Vocabularies in another order are mapped by their characters")
  func order() throws {
    let parts = try [MixtureModel.Part(network, weight: 0.5), .init(reversed(), weight: 0.5)]
    for method in MixtureModel.Method.allCases {
      let mapped = try MixtureModel(parts, by: method)
      let same = try mixture(0.5, by: method)
      for (a, b) in try zip(mapped.scores(of: lines), same.scores(of: lines)) {
        #expect(abs(a.logProbability - b.logProbability) < 1e-5)
      }
    }
  }

  @Test("Models of other characters or other text settings are refused by name")
  func refusals() throws {
    let other = try makeModel(.gru, letters: 8)
    #expect(
      throws: MixtureError.characters(
        extra: [], extraCount: 0, missing: ["i", "j"], missingCount: 2, model: "other")
    ) {
      try MixtureModel([.init(network, weight: 1), .init(other, weight: 1, name: "other")])
    }
    var configuration = network.tokenizer.configuration
    configuration.foldsCase = true
    let folding = LanguageModel(
      tokenizer: Tokenizer(
        configuration: configuration, vocabulary: network.tokenizer.vocabulary),
      network: network.network, parameters: network.parameters)
    let error = #expect(throws: MixtureError.self) {
      try MixtureModel([.init(network, weight: 1), .init(folding, weight: 1, name: "folding")])
    }
    #expect(error?.description.contains("folding: case folding is true") == true)
    #expect(throws: MixtureError.self) { try MixtureModel([.init(network, weight: -1)]) }
  }
}
