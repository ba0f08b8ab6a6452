import CharLM
import CharNetwork
import CharNumerics
import CharSettings
import CharText
import CharTraining
import Foundation
import TestSupport
import Testing

@Suite("Dynamic evaluation")
struct AdaptiveModelTests {
  private let model: LanguageModel
  private let text = String(repeating: "abcabcabd ", count: 60)

  init() throws {
    let vocabulary = try Vocabulary(pieces: "abcd ".utf8.map { [$0] }, unit: .scalar)
    var configuration = NetworkConfiguration()
    (configuration.hiddenSize, configuration.embeddingSize, configuration.layers) = (16, 8, 1)
    let network = try CharacterNetwork(configuration, vocabularySize: vocabulary.count)
    var random = RandomSource(seed: 4)
    model = LanguageModel(
      tokenizer: Tokenizer(configuration: TextConfiguration(), vocabulary: vocabulary),
      network: network, parameters: network.layout.initialize(from: &random))
  }

  private func adaptive(_ change: (inout AdaptationConfiguration) -> Void = { _ in }) throws
    -> AdaptiveModel
  {
    var configuration = AdaptationConfiguration()
    (configuration.window, configuration.rate) = (8, 0.01)
    change(&configuration)
    return try AdaptiveModel(model, configuration)
  }

  @Test("It learns a text as it reads it, and does not change itself")
  func learns() throws {
    let adaptive = try adaptive()
    let before = try model.score(text).logProbability
    let first = try adaptive.score(text)
    #expect(first.logProbability > 0.7 * before)
    #expect(try adaptive.score(text) == first)
    #expect(try model.score(text).logProbability == before)
  }

  @Test("Predictions come before learning: the first window is that of the trained model")
  func firstWindow() throws {
    let (a, b) = try (model.score(text), adaptive().score(text))
    #expect(a.tokenLogProbabilities.prefix(8) == b.tokenLogProbabilities.prefix(8))
    #expect(a.tokenLogProbabilities.prefix(20) != b.tokenLogProbabilities.prefix(20))
  }

  @Test("Reading in parts of any size gives the predictions of scoring")
  func parts() throws {
    let adaptive = try adaptive()
    let tokens = [Vocabulary.documentBoundary] + (try model.tokenizer.encode(text))
    let expected = adaptive.logProbabilities(tokens[...])
    for size in [1, 5, 8, 17] {
      var state = adaptive.initialState()
      var logits = [Float](repeating: 0, count: model.tokenizer.vocabulary.count)
      for start in stride(from: 0, to: tokens.count - size, by: size) {
        adaptive.read(tokens[start..<start + size], &state, logits: &logits)
        let value = Softmax.logProbability(of: Int(tokens[start + size]), logits)
        #expect(abs(value - expected[start + size - 1]) < 1e-5)
      }
    }
  }

  @Test("A copy of a state is a second continuation")
  func copies() throws {
    let adaptive = try adaptive()
    let tokens = try model.tokenizer.encode(text)[...]
    var logits = [Float](repeating: 0, count: model.tokenizer.vocabulary.count)
    var state = adaptive.initialState()
    adaptive.read(tokens.prefix(40), &state, logits: &logits)
    var copy = state
    var other = logits
    adaptive.read(tokens.dropFirst(3).prefix(30), &copy, logits: &other)
    adaptive.read(tokens.dropFirst(40).prefix(30), &state, logits: &logits)
    var alone = adaptive.initialState()
    var expected = logits
    adaptive.read(tokens.prefix(40), &alone, logits: &expected)
    adaptive.read(tokens.dropFirst(40).prefix(30), &alone, logits: &expected)
    #expect(logits == expected && logits != other)
  }

  @Test("It generates without learning from its own text, and mixes with other models")
  func generates() throws {
    let adaptive = try adaptive()
    var options = GenerationOptions()
    (options.length, options.sampling.temperature) = (10, 0)
    let text = try adaptive.generate(self.text, options).text
    #expect(try adaptive.generate(self.text, options, count: 2).map(\.text) == [text, text])
    let mixture = try MixtureModel([.init(adaptive, weight: 0.5), .init(model, weight: 0.5)])
    let scores = try [model.score(self.text), mixture.score(self.text), adaptive.score(self.text)]
      .map(\.logProbability)
    #expect(scores[0] < scores[1] && scores[1] < scores[2])
  }

  @Test("A file compressed while learning comes back, and is smaller")
  func compression() throws {
    let adaptive = try adaptive()
    let bytes = Array(text.utf8)
    let identity = ModelIdentity(
      hash: [1, 2, 3, 4, 5, 6, 7, 8], precision: .float32, kernels: "avx2",
      predictions: [1, 2, 3, 4])
    let file = try TextCompressor(adaptive, identity, description: "m").compress(bytes)
    #expect(try TextDecompressor(file).decompress((adaptive, identity)) == bytes)
    let plain = try TextCompressor(model, identity, description: "m").compress(bytes)
    #expect(file.count < plain.count)
  }

  @Test("Settings out of range are refused")
  func settings() {
    #expect(throws: SettingError.self) { try adaptive { $0.window = 0 } }
    #expect(throws: SettingError.self) { try adaptive { $0.rate = 0 } }
    #expect(throws: SettingError.self) { try adaptive { $0.decay = 2 } }
  }
}
