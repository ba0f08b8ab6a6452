import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation
import TestSupport
import Testing

@Suite("Trainer")
struct TrainerTests {
  @Test("every cell learns a rhyme by heart", arguments: CellKind.allCases)
  func overfits(_ cell: CellKind) throws {
    var configuration = smallConfiguration(steps: 400)
    configuration.network.cell = cell
    configuration.network.layers = 1
    configuration.network.hiddenSize = 48
    configuration.window = 16
    configuration.evaluateEvery = 200
    configuration.asksDoctor = false
    configuration.optimizer.rate = 0.01
    let scratch = Scratch()
    let (model, summary) = try train(configuration, in: scratch.path)
    #expect(try #require(summary.bestValidNatsPerToken) < 0.1)
    var options = GenerationOptions()
    options.sampling.temperature = 0
    options.length = 40
    let text = try model.generate("the cat sat on", options).text
    #expect(text.hasPrefix(" the mat, and the rat ran round"))
  }

  @Test(
    "every option of every cell learns a rhyme by heart",
    arguments: NetworkCase.cellOptions + NetworkCase.surroundings)
  func overfits(_ test: NetworkCase) throws {
    var configuration = smallConfiguration(steps: 400)
    configuration.network = test.configuration
    if !test.configuration.usesSkipConnections { configuration.network.layers = 1 }
    configuration.network.hiddenSize = 40
    configuration.network.embeddingSize = 40
    configuration.window = 16
    configuration.evaluateEvery = 200
    configuration.asksDoctor = false
    // At a constant rate some cells are still jumping at the end, on one kind of processor or another.
    configuration.schedule.kind = .cosine
    configuration.optimizer.kind = .adamw
    configuration.optimizer.rate = 0.01
    let scratch = Scratch()
    let (_, summary) = try train(configuration, in: scratch.path)
    #expect(try #require(summary.bestValidNatsPerToken) < 0.2)
  }

  @Test("minutes are those of a clock that stands still while the machine sleeps")
  func minutes() throws {
    var configuration = smallConfiguration()
    (configuration.steps, configuration.minutes) = (nil, 2)
    let data = try TrainingData(CorpusReader(text: rhyme), configuration)
    let scratch = Scratch()
    let trainer = try Trainer(data, configuration, directory: scratch.path)
    #expect(type(of: Trainer<LanguageModel>.clock) == SuspendingClock.self)
    let summary = try trainer.run(clock: CountingClock()).summary
    // Each reading of this clock is a second later, so that a step takes a few.
    #expect((120..<130).contains(summary.seconds))
    #expect(summary.steps < 120)
  }

  @Test("counts the time that watching takes")
  func watchingTime() throws {
    let configuration = smallConfiguration(steps: 20)
    let data = try TrainingData(CorpusReader(text: rhyme), configuration)
    let scratch = Scratch()
    let trainer = try Trainer(data, configuration, directory: scratch.path)
    let summary = try trainer.run(report: {
      if case .step = $0 { usleep(3000) }
    }).summary
    #expect(summary.watchingSeconds >= 0.06)
  }

  @Test("keeps the best model, and the last in the checkpoint")
  func bestAndLast() throws {
    var configuration = smallConfiguration(steps: 30)
    // A rate that first learns and then spoils.
    configuration.optimizer.rate = 0.4
    configuration.clipNorm = nil
    let scratch = Scratch()
    let data = try TrainingData(CorpusReader(text: rhyme), configuration)
    let trainer = try Trainer(data, configuration, directory: scratch.path)
    var evaluations: [EvaluationReport] = []
    let (model, summary) = try trainer.run(report: {
      if case .evaluation(let report) = $0 { evaluations.append(report) }
    })
    let best = try #require(evaluations.min { $0.natsPerToken < $1.natsPerToken })
    #expect(summary.bestStep == best.step)
    #expect(summary.bestValidNatsPerToken == best.natsPerToken)
    #expect(model.training?.validNatsPerToken == best.natsPerToken)
    let nats = -model.logProbabilities(data.validation[...]).reduce(0, +)
    #expect(nats / Double(data.validation.count - 1) == best.natsPerToken)
  }

  @Test("a loss that is never finite ends the run, and nothing of it is kept")
  func notFinite() throws {
    var configuration = smallConfiguration(steps: 50)
    configuration.optimizer.kind = .sgd
    configuration.optimizer.rate = 1e30
    configuration.clipNorm = nil
    let scratch = Scratch()
    #expect {
      _ = try train(configuration, in: scratch.path)
    } throws: { error in
      guard case TrainingError.diverged(_, _, _, 10, _) = error else { return false }
      return "\(error)".contains("lower `rate`")
    }
    let last = try LanguageModel(contentsOf: scratch.path, weights: .last)
    #expect(last.parameters.isFinite)
  }

  @Test("stops after evaluations without gain")
  func patience() throws {
    var configuration = smallConfiguration(steps: 400)
    configuration.optimizer.rate = 0.5
    configuration.patience = 2
    let scratch = Scratch()
    let (_, summary) = try train(configuration, in: scratch.path)
    #expect(summary.ending == .patience)
    #expect(summary.steps < 400)
  }

  @Test("writes a line of metrics per report, with finite numbers or null")
  func metrics() throws {
    let scratch = Scratch()
    _ = try train(smallConfiguration(steps: 20), in: scratch.path)
    let lines = try String(
      decoding: bytes(.metrics, in: scratch.path), as: UTF8.self
    ).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Double])
    }
    #expect(lines.filter { $0["train_nats"] != nil }.map { $0["step"] } == [10, 20])
    let evaluations = lines.filter { $0["valid_nats_per_token"] != nil }
    #expect(evaluations.map { $0["step"] } == [5, 10, 15, 20])
    for evaluation in evaluations {
      let step = try #require(evaluation["step"])
      #expect(try #require(evaluation["tokens"]) == 63 * step)
      #expect(try #require(evaluation["seconds"]) > 0)
      #expect(try #require(evaluation["epoch"]) > 0)
    }
  }

  @Test("holds out the last part of the text: tiny Shakespeare's split is nanoGPT's")
  func split() throws {
    let text = String(repeating: "0123456789abcde", count: 1_115_394 / 15) + "012345678"
    var configuration = TrainingConfiguration()
    configuration.validationSplit = .last
    let data = try TrainingData(CorpusReader(text: text), configuration)
    #expect(data.training.count == 1 + 1_003_854)
    #expect(data.validation.count == 1 + 111_540)
    #expect(data.validationCharacters == 111_540)
    #expect(data.validation.first == Vocabulary.documentBoundary)
  }

  @Test("documents by line are never cut in two")
  func wholeDocuments() throws {
    var configuration = smallConfiguration()
    configuration.text.boundary = .line
    let data = try TrainingData(CorpusReader(text: rhyme), configuration)
    #expect(data.validation.first == Vocabulary.documentBoundary)
    let training = data.training.tokens(0..<data.training.count)
    #expect(training.first == Vocabulary.documentBoundary)
    let documents = (training + data.validation).count { $0 == Vocabulary.documentBoundary }
    #expect(documents == 30)
  }

  @Test("a text too short, or of one character, is refused")
  func poorText() {
    let configuration = smallConfiguration()
    #expect(throws: TrainingError.tooShort(tokens: 4, window: 9)) {
      _ = try TrainingData(CorpusReader(text: "abcde"), configuration)
    }
    #expect(throws: TrainingError.oneToken("a")) {
      _ = try TrainingData(
        CorpusReader(text: String(repeating: "a", count: 500)), configuration)
    }
  }

  @Test("a network larger than memory is refused before anything is made")
  func tooLarge() throws {
    var configuration = smallConfiguration()
    configuration.network.hiddenSize = 1_000_000
    let scratch = Scratch()
    #expect {
      _ = try train(configuration, in: scratch.path)
    } throws: { error in
      if case TrainingError.tooLarge = error { true } else { false }
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path))
  }
}
