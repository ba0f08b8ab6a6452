import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Testing

@Suite("Observers of a run")
struct ObserverTests {
  private let scratch = Scratch()

  /// Hears so many events, and fails at the next.
  private struct Listener: TrainingObserver {
    final class Record {
      var runs: [String] = []
      var steps: [Int] = []
      var parameters = 0
    }
    let record: Record
    let limit: Int
    struct Full: Error, CustomStringConvertible { var description: String { "the ear is full" } }

    var name: String { "an ear" }
    func check(run: String?) throws { record.runs.append("check") }
    mutating func start(run: String?, after step: Int, settings: [String: String]) throws {
      record.runs.append("start \(step) \(settings["hidden"] ?? "")")
    }
    mutating func hear(
      _ event: TrainingEvent, parameters: () -> Parameters, gates: () -> [GateValues]
    ) throws {
      guard case .step(let report) = event else { return }
      guard record.steps.count < limit else { throw Full() }
      record.steps.append(report.step)
      record.parameters = parameters().values.count
    }
  }

  @Test("An observer hears every step and sees the weights; one that fails is told of once")
  func failing() throws {
    let configuration = smallConfiguration(steps: 6)
    let data = try TrainingData(CorpusReader(text: rhyme), configuration)
    let record = Listener.Record()
    let trainer = try Trainer(
      data, configuration, directory: scratch.path + "/model", threads: 1,
      observer: Listener(record: record, limit: 4))
    #expect(record.runs == ["check"])
    var warnings: [String] = []
    let (model, summary) = try trainer.run(report: {
      if case .warning(let text) = $0 { warnings.append(text) }
    })
    #expect(record.runs == ["check", "start 0 12"])
    #expect(record.steps == [1, 2, 3, 4] && summary.steps == 6)
    #expect(record.parameters == model.parameters.values.count)
    #expect(warnings == ["the ear is full; the run goes on without an ear"])
  }
}
