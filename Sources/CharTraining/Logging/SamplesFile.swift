internal import CharIO
internal import CharLM
internal import Foundation

/// The texts generated during a run: `samples.jsonl`, one object with `step` and `text` per line.
struct SamplesFile {
  private let log: StepLog

  /// A line.
  struct Sample: Codable, Equatable {
    var step: Int
    var text: String
  }

  /// Removes samples of steps after `step`, which will be written again. The file is created with
  /// the first sample.
  init(directory: String, keepingUntil step: Int) throws {
    let path = ModelFile.samples.path(in: directory)
    log = StepLog(path)
    if FileManager.default.fileExists(atPath: path) { try log.rewind(to: step) }
  }

  /// Adds a line.
  ///
  /// - Throws: `FileError`.
  func append(_ sample: Sample) throws {
    try log.append(.object([("step", .integer(sample.step)), ("text", .string(sample.text))]))
  }
}
