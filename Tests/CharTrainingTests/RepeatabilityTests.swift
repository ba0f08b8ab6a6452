import CharLM
import CharNetwork
import CharNumerics
import CharTraining
import Foundation
import TestSupport
import Testing

@Suite("Repeatability")
struct RepeatabilityTests {
  static let precisions: [Precision] = [.float32, .bfloat16]

  @Test(
    "the same seed gives the same weights bit for bit, another seed others", arguments: precisions)
  func seeds(_ precision: Precision) throws {
    var configuration = smallConfiguration()
    configuration.precision = precision
    let (a, b, c) = (Scratch(), Scratch(), Scratch())
    let first = try train(configuration, in: a.path).model.parameters
    #expect(try train(configuration, in: b.path).model.parameters == first)
    configuration.seed = 1
    #expect(try train(configuration, in: c.path).model.parameters != first)
  }

  @Test(
    "one, two and three threads give the same weights", arguments: CellKind.allCases, precisions)
  func threads(_ cell: CellKind, _ precision: Precision) throws {
    var configuration = smallConfiguration()
    configuration.precision = precision
    configuration.asksDoctor = false
    configuration.network.cell = cell
    configuration.network.dropout = 0.3
    let runs = try (1...3).map { threads in
      let scratch = Scratch()
      return try train(configuration, in: scratch.path, threads: threads).model.parameters
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0] == runs[2])
  }

  @Test(
    "threads, stopping and resuming change nothing, whatever stands in and around a cell",
    arguments: NetworkCase.all)
  func options(_ test: NetworkCase) throws {
    var configuration = smallConfiguration(steps: 7)
    configuration.evaluateEvery = 7
    configuration.asksDoctor = false
    configuration.network = test.configuration
    configuration.network.dropout = 0.2
    configuration.network.locksDropout = true
    configuration.network.zoneout = 0.1
    if test.configuration.cell.multipliesState { configuration.network.weightDropout = 0.3 }
    let (whole, broken) = (Scratch(), Scratch())
    let expected = try train(configuration, in: whole.path, threads: 1).model.parameters
    let first = try train(configuration, in: broken.path, threads: 3, stopAfter: 3)
    #expect(first.summary.ending == .stopped && first.model.parameters != expected)
    let second = try train(configuration, in: broken.path, threads: 2, resumes: true)
    #expect(second.model.parameters == expected)
  }

  @Test(
    "a run that is stopped and resumed ends where an unbroken one does",
    arguments: OptimizerConfiguration.Kind.allCases, precisions)
  func resume(_ optimizer: OptimizerConfiguration.Kind, _ precision: Precision) throws {
    var configuration = smallConfiguration(steps: 20)
    configuration.precision = precision
    configuration.optimizer.kind = optimizer
    configuration.optimizer.rate = 0.01
    configuration.schedule.kind = .plateau
    configuration.network.dropout = 0.2
    let (whole, broken) = (Scratch(), Scratch())
    let unbroken = try train(configuration, in: whole.path)
    #expect(unbroken.summary.ending == .complete)

    let first = try train(configuration, in: broken.path, stopAfter: 7)
    #expect(first.summary.ending == .stopped)
    #expect(first.summary.steps == 7)
    let second = try train(configuration, in: broken.path, resumes: true, stopAfter: 16)
    #expect(second.summary.steps == 16)
    let last = try train(configuration, in: broken.path, resumes: true)
    #expect(last.summary.steps == 20)
    #expect(last.model.parameters == unbroken.model.parameters)
    #expect(
      try LanguageModel(contentsOf: broken.path, weights: .last).parameters
        == LanguageModel(contentsOf: whole.path, weights: .last).parameters)
  }

  @Test("N steps and N more on resume are 2N steps")
  func twice() throws {
    let (whole, parts) = (Scratch(), Scratch())
    _ = try train(smallConfiguration(steps: 20), in: whole.path)
    _ = try train(smallConfiguration(steps: 10), in: parts.path)
    _ = try train(smallConfiguration(steps: 20), in: parts.path, resumes: true)
    #expect(
      try LanguageModel(contentsOf: parts.path, weights: .last).parameters
        == LanguageModel(contentsOf: whole.path, weights: .last).parameters)
  }

  @Test("bfloat16 learns what float32 learns, and is not float32")
  func bothLearn() throws {
    var configuration = smallConfiguration(steps: 40)
    let losses = try RepeatabilityTests.precisions.map { precision in
      configuration.precision = precision
      let scratch = Scratch()
      return try train(configuration, in: scratch.path).summary.bestValidNatsPerToken ?? .nan
    }
    #expect(losses[0] != losses[1])
    #expect(abs(losses[0] - losses[1]) < 0.02)
  }

  @Test("the result depends on the shards only by rounding")
  func shards() throws {
    var configuration = smallConfiguration(steps: 5)
    let (a, b) = (Scratch(), Scratch())
    let three = try train(configuration, in: a.path).model.parameters
    configuration.shards = 1
    let one = try train(configuration, in: b.path).model.parameters
    let largest = zip(three.values, one.values).map { abs($0 - $1) }.max() ?? 0
    #expect(largest < 1e-3)
  }
}
