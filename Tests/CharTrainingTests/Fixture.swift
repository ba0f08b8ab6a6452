import CharLM
import CharNetwork
import CharText
import CharTraining
import Foundation

/// A folder of its own that goes when it is no longer used.
final class Scratch {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "charlm-training-" + UUID().uuidString
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A small text whose next character mostly follows from those before.
let rhyme = String(
  repeating: "the cat sat on the mat, and the rat ran round the cat's hat.\n", count: 30)

/// A run that takes a moment.
func smallConfiguration(steps: Int = 12) -> TrainingConfiguration {
  var configuration = TrainingConfiguration()
  configuration.network.hiddenSize = 12
  configuration.network.embeddingSize = 6
  configuration.batch = 7
  configuration.window = 9
  configuration.steps = steps
  configuration.evaluateEvery = 5
  configuration.shards = 3
  configuration.schedule.kind = .constant
  configuration.validationSplit = .last
  return configuration
}

/// Trains on the rhyme.
func train(
  _ configuration: TrainingConfiguration, in directory: String, threads: Int = 2,
  resumes: Bool = false, stopAfter: Int? = nil, text: String = rhyme
) throws -> (model: LanguageModel, summary: TrainingSummary) {
  let data = try TrainingData(CorpusReader(text: text), configuration)
  let trainer = try Trainer(
    data, configuration, start: resumes ? .checkpoint : .fresh, directory: directory,
    threads: threads)
  var step = 0
  return try trainer.run(
    shouldStop: { stopAfter.map { step >= $0 } ?? false },
    report: { if case .step(let report) = $0 { step = report.step } })
}

/// The bytes of a file of a model directory.
func bytes(_ file: ModelFile, in directory: String) throws -> Data {
  try Data(contentsOf: URL(fileURLWithPath: file.path(in: directory)))
}
