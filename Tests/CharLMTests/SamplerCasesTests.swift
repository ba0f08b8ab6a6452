import CharLM
import CharText
import Foundation
import Testing

/// Cases of the samplers of llama.cpp.
@Suite("Samplers of llama.cpp")
struct SamplerCasesTests {
  struct Cases: Decodable {
    var cases: [Case]
  }

  struct Case: Decodable, CustomTestStringConvertible {
    var sampler: String
    var probabilities: [Double]
    var last_tokens: [Token]?
    var parameters: [String: Parameter]
    var expected: [Double]
    var order: String

    var testDescription: String { "\(sampler) \(parameters)" }

    subscript(name: String) -> Double { parameters[name]?.number ?? 0 }

    var processor: any LogitsProcessor {
      get throws {
        switch sampler {
        case "top_k": return TopK(Int(self["k"]))
        case "top_p": return TopP(self["p"])
        case "min_p": return MinP(self["p"])
        case "typical": return TypicalP(self["p"])
        case "top_n_sigma": return TopNSigma(self["n"])
        case "xtc": return XTC(probability: self["probability"], threshold: self["threshold"])
        case "penalties":
          return Penalties(
            repetition: self["repeat"], frequency: self["frequency"], presence: self["presence"])
        default:
          try #require(sampler == "dry")
          var options = DRYOptions()
          (options.multiplier, options.base) = (self["multiplier"], self["base"])
          options.allowedLength = Int(self["allowed_length"])
          options.window = Int(self["penalty_last_n"])
          let breakers = (parameters["breakers"]?.numbers ?? []).map { Token($0) }
          return DRY(options, breakers: Set(breakers))
        }
      }
    }
  }

  /// A number or several.
  struct Parameter: Decodable, CustomStringConvertible {
    var numbers: [Double]
    var number: Double? { numbers.count == 1 ? numbers[0] : nil }
    var description: String { "\(numbers)" }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        numbers = [number]
      } else {
        numbers = try container.decode([Double].self)
      }
    }
  }

  static func cases() throws -> [Case] {
    try JSONDecoder().decode(Cases.self, from: Data(fixture("samplers", "json"))).cases
  }

  @Test("the file has all kinds of samplers")
  func kinds() throws {
    #expect(try Set(Self.cases().map(\.sampler)).count == 8)
    #expect(try Self.cases().count == 33)
  }

  @Test("gives the expected probabilities", arguments: try cases())
  func expected(_ test: Case) throws {
    var processor = try test.processor
    for token in test.last_tokens ?? [] { processor.accept(token) }
    var logits = test.probabilities.map { Float(log($0)) }
    processor.process(&logits, after: test.last_tokens ?? [])
    var result = softmax(logits.map(Double.init))
    if test.order == "probability" {
      // Some cases list the probabilities before the truncation.
      let kept = test.probabilities.indices.filter { logits[$0] > -.infinity }
      let isNormalized = abs(test.expected.reduce(0, +) - 1) < 1e-9
      result = kept.map { isNormalized ? result[$0] : test.probabilities[$0] }.sorted(by: >)
    }
    try #require(result.count == test.expected.count)
    for (value, expected) in zip(result, test.expected) { #expect(abs(value - expected) <= 1e-3) }
  }
}
