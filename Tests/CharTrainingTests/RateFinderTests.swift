import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation
import Testing

@Suite("Finding a learning rate")
struct RateFinderTests {
  private func data(_ configuration: TrainingConfiguration) throws -> TrainingData {
    try TrainingData(CorpusReader(text: rhyme), configuration)
  }

  private func configuration(_ kind: OptimizerConfiguration.Kind = .adamw) -> TrainingConfiguration
  {
    var configuration = smallConfiguration(steps: 60)
    configuration.optimizer.kind = kind
    return configuration
  }

  // On a text as small as this one Muon gets lower and lower at any rate of a short sweep.
  @Test(
    "The advised rate trains, for every optimizer of one number at a time",
    arguments: OptimizerConfiguration.Kind.allCases.filter { $0 != .muon })
  func advice(_ kind: OptimizerConfiguration.Kind) throws {
    var configuration = configuration(kind)
    let data = try data(configuration)
    let sweep = RateFinder.swept(data, configuration)
    let (rate, steepest, lowest) = (
      try #require(sweep.advisedRate), try #require(sweep.steepest), try #require(sweep.lowest)
    )
    #expect(rate < lowest.rate && steepest.rate <= lowest.rate)
    // At the advised rate a run gets lower than at a fiftieth of it, and than at fifty times it.
    configuration.steps = 40
    let losses = try [1, 0.02, 50].map { factor -> Double in
      configuration.optimizer.rate = rate * factor
      let scratch = Scratch()
      do {
        return try train(configuration, in: scratch.path).summary.bestValidNatsPerToken ?? .infinity
      } catch is TrainingError { return .infinity }
    }
    #expect(losses[0] < losses[1] && losses[0] < losses[2], "\(rate): \(losses)")
  }

  @Test("The same seed gives the same sweep, whatever the number of threads")
  func repeatability() throws {
    let configuration = configuration()
    let data = try data(configuration)
    let sweep = RateFinder.swept(data, configuration, threads: 1)
    #expect(RateFinder.swept(data, configuration, threads: 2) == sweep)
    var other = configuration
    other.seed = 1
    #expect(RateFinder.swept(data, other, threads: 1) != sweep)
  }

  @Test("Rates grow by the same factor, around the optimizer's own")
  func rates() throws {
    let configuration = configuration(.sgd)
    let finder = try RateFinder(data(configuration), configuration, steps: 60)
    #expect(finder.steps == 60)
    #expect(abs(finder.rate(0) / 0.5e-3 - 1) < 1e-12 && abs(finder.rate(59) / 500 - 1) < 1e-12)
    #expect(abs(finder.rate(41) / finder.rate(40) - finder.rate(1) / finder.rate(0)) < 1e-12)
  }

  @Test("A loss that explodes ends the sweep")
  func explosion() throws {
    var configuration = configuration(.sgd)
    configuration.clipNorm = nil
    let sweep = RateFinder.swept(try data(configuration), configuration)
    #expect([.exploded, .notFinite].contains(sweep.ending))
    #expect(sweep.points.count < 60)
    #expect(sweep.advisedRate.map { $0 < 10 } ?? false)
  }

  @Test("A model whose weights are not finite is refused before anything is tried or written")
  func notFinite() throws {
    let configuration = configuration()
    let data = try data(configuration)
    let network = try CharacterNetwork(
      configuration.network, vocabularySize: data.tokenizer.vocabulary.count)
    var random = RandomSource(seed: 0)
    var parameters = network.layout.initialize(from: &random)
    parameters.values[network.layout.count - 1] = .nan
    let model = LanguageModel(tokenizer: data.tokenizer, network: network, parameters: parameters)
    #expect(throws: PredictionError.notFinite) {
      try RateFinder(data, configuration, from: model)
    }
    let directory = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
    #expect(throws: PredictionError.notFinite) {
      try Trainer(data, configuration, start: .model(model), directory: directory)
    }
    #expect(!FileManager.default.fileExists(atPath: directory))
  }

  @Test("A sweep can be stopped")
  func stop() throws {
    let configuration = configuration()
    var count = 0
    let sweep = try RateFinder(data(configuration), configuration, steps: 60).sweep(
      shouldStop: { count >= 5 }, report: { count = $0.points.count })
    #expect(sweep.ending == .stopped && sweep.points.count == 5)
  }
}

extension RateFinder {
  /// A whole sweep.
  fileprivate static func swept(
    _ data: TrainingData, _ configuration: TrainingConfiguration, from model: LanguageModel? = nil,
    threads: Int? = nil
  ) -> RateSweep {
    do {
      return try RateFinder(data, configuration, from: model, steps: 60, threads: threads).sweep()
    } catch { preconditionFailure("\(error)") }
  }
}
