import CharNetwork
import CharTraining
import Foundation

/// A folder of its own that goes when it is no longer used.
final class Scratch {
  let path: String

  init() { path = NSTemporaryDirectory() + "charlm-report-" + UUID().uuidString }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file of a model directory and returns the directory.
  func write(_ text: String, to name: String, in model: String) throws -> String {
    let directory = "\(path)/\(model)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
    return directory
  }
}

/// A small text whose next character mostly follows from those before.
let rhyme = String(
  repeating: "the cat sat on the mat, and the rat ran round the cat's hat.\n", count: 30)

/// A run that takes a moment.
func smallConfiguration(steps: Int) -> TrainingConfiguration {
  var configuration = TrainingConfiguration()
  configuration.network.hiddenSize = 12
  configuration.network.embeddingSize = 6
  configuration.batch = 7
  configuration.window = 9
  configuration.steps = steps
  configuration.shards = 3
  configuration.schedule.kind = .constant
  configuration.validationSplit = .last
  return configuration
}

/// Lines of `metrics.jsonl` whose losses fall towards a floor.
func metrics(floor: Double = 1) -> String {
  (1...10).map { i in
    "{\"step\":\(10 * i),\"train_nats\":\(floor + 3.0 / Double(i)),\"rate\":0.1}\n"
      + (i % 3 == 0
        ? "{\"step\":\(10 * i),\"valid_nats_per_token\":\(floor + 0.25 + 3.0 / Double(i))}\n"
        : "")
  }.joined()
}
