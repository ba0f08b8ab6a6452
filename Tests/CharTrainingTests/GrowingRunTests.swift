import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation
import TestSupport
import Testing

@Suite("Going on from a model")
struct GrowingRunTests {
  private let folder = Scratch()
  private let base: LanguageModel
  private let text = String(repeating: "кот сел на мат, the cat sat too!\n", count: 30)

  init() throws {
    base = try train(smallConfiguration(steps: 40), in: folder.path + "/base").model
  }

  private var configuration: TrainingConfiguration {
    let small = smallConfiguration(steps: 30)
    var configuration = TrainingConfiguration(goingOnFrom: base)
    (configuration.batch, configuration.window) = (small.batch, small.window)
    (configuration.steps, configuration.shards) = (small.steps, small.shards)
    (configuration.schedule, configuration.evaluateEvery) = (small.schedule, small.evaluateEvery)
    return configuration
  }

  private func trainer(
    _ configuration: TrainingConfiguration, _ name: String, resumes: Bool = false
  ) throws -> Trainer<LanguageModel> {
    let directory = folder.path + "/" + name
    let data = try TrainingData(
      CorpusReader(text: text), configuration,
      vocabulary: resumes
        ? .fixed(try Tokenizer(ofModelIn: directory)) : .growing(base.tokenizer))
    return try Trainer(
      data, configuration, start: resumes ? .checkpoint : .model(base), directory: directory,
      sources: TrainingSources(from: "somewhere/base"), threads: 2)
  }

  @Test("starts from its weights with more tokens, and says what was added")
  func start() throws {
    let trainer = try trainer(configuration, "next")
    let growth = try #require(trainer.plan.growth)
    #expect(growth.added == ["!", "а", "е", "к", "л", "м", "н", "о", "с", "т"])
    #expect(growth.missing == ["'", ".", "d", "m", "n", "r", "u"])
    #expect(trainer.plan.vocabulary == base.tokenizer.vocabulary.count + growth.added.count)
    var first: LanguageModel?
    let (model, summary) = try trainer.run(report: { event in
      guard case .step(let step) = event, step.step == 1 else { return }
      // On disk stands what the run has started from.
      first = try? LanguageModel(contentsOf: trainer.directory, weights: .last)
    })
    let grown = try base.grown(for: model.tokenizer)
    #expect(first?.parameters == grown.parameters)
    #expect(first?.training?.options["from"] == "base")
    #expect(model.training?.options["from"] == "base")
    #expect(summary.steps == 30)
    let corpus = try CorpusReader(text: text).encode(with: model.tokenizer)
    #expect(try model.evaluate(corpus).natsPerToken < grown.evaluate(corpus).natsPerToken - 0.2)
  }

  @Test("is resumed with the tokens of its own directory, without the model")
  func resumed() throws {
    _ = try trainer(configuration, "once").run()
    var steps = 0
    _ = try trainer(configuration, "twice").run(
      shouldStop: { steps >= 11 }, report: { if case .step = $0 { steps += 1 } })
    let run = try TrainingSources.ofRun(in: folder.path + "/twice")
    #expect(run.sources.from == "somewhere/base")
    let again = try trainer(run.configuration, "twice", resumes: true)
    #expect(again.plan.growth == nil)
    #expect(again.plan.firstStep == 11)
    let (model, _) = try again.run()
    #expect(model.training?.options["from"] == "base")
    for weights in [LanguageModel.Weights.best, .last] {
      #expect(
        try LanguageModel(contentsOf: folder.path + "/once", weights: weights).parameters
          == LanguageModel(contentsOf: folder.path + "/twice", weights: weights).parameters)
    }
  }

  @Test("learns new characters under a frozen embedding of old and new ones")
  func frozen() throws {
    var configuration = configuration
    configuration.freezing = Freezing()
    configuration.freezing?.embedding = true
    let trainer = try trainer(configuration, "frozen")
    let (model, _) = try trainer.run()
    let grown = try base.grown(for: model.tokenizer)
    let slot = try #require(grown.network.layout["embedding.weight"])
    #expect(model.parameters[slot] == grown.parameters[slot])
    #expect(model.parameters != grown.parameters)
  }

  @Test("learns conditions that the model had not")
  func conditions() throws {
    var configuration = TrainingConfiguration(goingOnFrom: base)
    configuration.text.boundary = .line
    configuration.text.condition = .tab
    (configuration.batch, configuration.window, configuration.steps) = (2, 8, 2)
    let data = try TrainingData(
      CorpusReader(text: String(repeating: "v\tthe cat\nw\tthe rat\n", count: 9)), configuration,
      vocabulary: .growing(base.tokenizer))
    #expect(data.growth?.added == ["<condition:v>", "<condition:w>"])
    let model = try Trainer(
      data, configuration, start: .model(base), directory: folder.path + "/voices"
    ).run().model
    #expect(model.tokenizer.vocabulary.conditionNames == ["v", "w"])
  }

  @Test("measures without conditions, and says where some are not measured")
  func heldOut() throws {
    var configuration = smallConfiguration()
    configuration.text.boundary = .line
    configuration.text.condition = .tab
    let voices = String(repeating: "v\tthe cat sat\nw\tthe rat ran\n", count: 20)
    let data = try TrainingData(CorpusReader(text: voices), configuration)
    #expect(data.warnings.isEmpty)
    #expect(data.validation.first == Vocabulary.documentBoundary)
    #expect(data.tokenizer.vocabulary.isCondition(data.validation[1]))
    let trainer = try Trainer(data, configuration, directory: folder.path + "/measured")
    #expect(
      trainer.plan.validationTokens
        == data.validation.dropFirst().count { !data.tokenizer.vocabulary.isCondition($0) })
    let (model, summary) = try trainer.run()
    let lines = String(repeating: "v\tthe cat sat\nw\tthe rat ran\n", count: 2)
    let evaluation = try model.evaluate(CorpusReader(text: lines).encode(with: model.tokenizer))
    #expect(evaluation.tokens == trainer.plan.validationTokens)
    let best = try #require(summary.bestValidNatsPerToken)
    #expect(abs(best - evaluation.natsPerToken) < 1e-6)

    let sorted =
      String(repeating: "v\tthe cat sat\n", count: 30) + String(repeating: "w\tthe rat\n", count: 9)
    let warnings = try TrainingData(CorpusReader(text: sorted), configuration).warnings
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("1 of the conditions (v);") == true)
  }

  @Test("a document that is cut in two is under its condition in both parts")
  func cutDocument() throws {
    var configuration = smallConfiguration()
    configuration.text.condition = .file
    let data = try TrainingData(CorpusReader(text: rhyme, name: "cat.txt"), configuration)
    let condition = try #require(data.tokenizer.vocabulary.token(ofCondition: "cat"))
    #expect(data.training.tokens(0..<2) == [1, condition])
    #expect(Array(data.validation.prefix(2)) == [1, condition])
    #expect(data.validation.count - 2 == data.validationCharacters)
    #expect(data.training.count + data.validation.count == 4 + rhyme.unicodeScalars.count)
  }
}
