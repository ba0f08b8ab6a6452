import CharLM
import CharNumerics
import CharText
import CharTraining
import Foundation
import Testing

@Suite("Recovery")
struct RecoveryTests {
  private let scratch = Scratch()

  /// Trains the rhyme with something going wrong.
  private func train(
    _ configuration: TrainingConfiguration, _ fault: TrainingFault
  ) throws -> (summary: TrainingSummary, recoveries: [RecoveryReport], steps: [StepReport]) {
    let data = try TrainingData(CorpusReader(text: rhyme), configuration)
    let trainer = try Trainer(data, configuration, directory: scratch.path)
    trainer.fault = fault
    var recoveries: [RecoveryReport] = []
    var steps: [StepReport] = []
    let summary = try trainer.run(report: {
      if case .recovered(let report) = $0 { recoveries.append(report) }
      if case .step(let report) = $0 { steps.append(report) }
    }).summary
    return (summary, recoveries, steps)
  }

  @Test("a weight that becomes NaN once costs the steps since it was good, at half the rate")
  func weight() throws {
    var isDone = false
    let (summary, recoveries, steps) = try train(
      smallConfiguration(steps: 300),
      TrainingFault(weights: { step, parameters in
        guard step == 57, !isDone else { return }
        isDone = true
        parameters.values[parameters.values.count - 1] = .nan
      }))
    #expect(recoveries.map(\.step) == [57])
    #expect(recoveries.map(\.earlierStep) == [55])
    #expect(recoveries.map(\.trouble) == [.loss])
    #expect(summary.ending == .complete && summary.steps == 300)
    let rates = Dictionary(steps.map { ($0.step, $0.rate) }, uniquingKeysWith: { $1 })
    #expect(rates[56] == rates[1].map { $0 / 2 })
    #expect(rates[300] == rates[1])
    #expect(try LanguageModel(contentsOf: scratch.path).parameters.isFinite)
  }

  @Test("a gradient that is not finite is not applied")
  func gradient() throws {
    var count = 0
    let (summary, recoveries, _) = try train(
      smallConfiguration(steps: 40),
      TrainingFault(spoilsGradient: { step in
        guard step == 21, count < 3 else { return false }
        count += 1
        return true
      }))
    #expect(recoveries.map(\.trouble) == [.gradient, .gradient, .gradient])
    #expect(recoveries.map(\.rateFactor) == [0.5, 0.25, 0.125])
    #expect(summary.steps == 40)
  }

  @Test("weights that were spoilt make the loss explode, and are taken back")
  func explosion() throws {
    var isDone = false
    let (summary, recoveries, _) = try train(
      smallConfiguration(steps: 120),
      TrainingFault(weights: { step, parameters in
        guard step == 83, !isDone else { return }
        isDone = true
        for index in parameters.values.indices { parameters.values[index] *= -60 }
      }))
    #expect(recoveries.map(\.trouble) == [.explosion])
    #expect(recoveries[0].earlierStep < 83)
    #expect(summary.steps == 120)
    #expect(try #require(summary.bestValidNatsPerToken) < 3)
  }

  @Test("what goes wrong every time ends the run, and what stands is finite")
  func givesUp() throws {
    var configuration = smallConfiguration(steps: 40)
    configuration.recoveries = 4
    #expect {
      _ = try train(configuration, TrainingFault(spoilsGradient: { $0 == 33 }))
    } throws: { error in
      guard case TrainingError.diverged(33, .gradient, _, 4, let saved) = error else {
        return false
      }
      return saved == 30 && "\(error)".contains("the gradient is not finite")
    }
    for weights in [LanguageModel.Weights.best, .last] {
      #expect(try LanguageModel(contentsOf: scratch.path, weights: weights).parameters.isFinite)
    }
  }

  @Test("a run that recovered is resumed bit for bit")
  func resume() throws {
    let fault = TrainingFault(spoilsGradient: { $0 == 13 })
    var configuration = smallConfiguration(steps: 30)
    configuration.recoveries = 2
    _ = try? train(configuration, fault)
    let last = try LanguageModel(contentsOf: scratch.path, weights: .last).parameters
    let checkpoint = try bytes(.checkpoint, in: scratch.path)
    var ends: [Parameters] = []
    for stop in [nil, 20] {
      let copy = Scratch()
      try FileManager.default.copyItem(atPath: scratch.path, toPath: copy.path)
      #expect(try bytes(.checkpoint, in: copy.path) == checkpoint)
      if let stop {
        _ = try CharTrainingTests.train(
          configuration, in: copy.path, resumes: true, stopAfter: stop)
      }
      _ = try CharTrainingTests.train(configuration, in: copy.path, resumes: true)
      ends.append(try LanguageModel(contentsOf: copy.path, weights: .last).parameters)
    }
    #expect(ends[0] == ends[1])
    #expect(ends[0] != last)
  }

  @Test("without recoveries the first trouble is the last")
  func none() throws {
    var configuration = smallConfiguration(steps: 40)
    configuration.recoveries = 0
    let rate = configuration.optimizer.peakRate
    #expect(
      throws: TrainingError.diverged(
        step: 8, trouble: .gradient, rate: rate, recoveries: 0, saved: 5)
    ) { _ = try train(configuration, TrainingFault(spoilsGradient: { $0 == 8 })) }
  }

  @Test("a text that changes its letters halfway is no explosion")
  func change() throws {
    let other = rhyme.uppercased() + "0123456789ABCDEF\n"
    var configuration = smallConfiguration(steps: 200)
    configuration.batch = 1
    configuration.shards = 1
    configuration.validationFraction = 0
    let data = try TrainingData(CorpusReader(text: rhyme + other), configuration)
    let trainer = try Trainer(data, configuration, directory: scratch.path)
    var recoveries = 0
    _ = try trainer.run(report: { if case .recovered = $0 { recoveries += 1 } })
    #expect(recoveries == 0)
  }
}

@Suite("Means of weights")
struct AveragingTests {
  @Test(
    "one is measured beside the weights, and the better is the model",
    arguments: Averaging.Kind.allCases)
  func better(_ kind: Averaging.Kind) throws {
    var configuration = smallConfiguration(steps: 200)
    configuration.optimizer.rate = 0.05
    configuration.averaging = Averaging(kind)
    configuration.averaging?.decay = 0.95
    let scratch = Scratch()
    let data = try TrainingData(CorpusReader(text: rhyme), configuration)
    let trainer = try Trainer(data, configuration, directory: scratch.path)
    var evaluations: [EvaluationReport] = []
    let (model, summary) = try trainer.run(report: {
      if case .evaluation(let report) = $0 { evaluations.append(report) }
    })
    let lowest = evaluations.map { min($0.natsPerToken, $0.averagedNatsPerToken ?? .infinity) }
      .min()
    #expect(evaluations.contains { $0.averagedNatsPerToken != nil })
    #expect(summary.bestValidNatsPerToken == lowest)
    let nats = -model.logProbabilities(data.validation[...]).reduce(0, +)
    #expect(nats / Double(data.validation.count - 1) == lowest)
  }

  @Test("a run that keeps one is resumed bit for bit", arguments: Averaging.Kind.allCases)
  func resume(_ kind: Averaging.Kind) throws {
    var configuration = smallConfiguration(steps: 60)
    configuration.optimizer.rate = 0.1
    configuration.averaging = Averaging(kind)
    let (once, twice) = (Scratch(), Scratch())
    _ = try train(configuration, in: once.path)
    _ = try train(configuration, in: twice.path, stopAfter: 33)
    _ = try train(configuration, in: twice.path, resumes: true)
    for file in [ModelFile.weights, .checkpoint] {
      func tensors(_ path: String) throws -> Data {
        let data = try bytes(file, in: path)
        return data.dropFirst(8 + data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) })
      }
      #expect(try tensors(once.path) == tensors(twice.path))
    }
  }
}
