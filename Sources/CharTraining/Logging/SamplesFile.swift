internal import CharIO
internal import CharLM
internal import Foundation

/// The texts that a run wrote on its way: `samples.jsonl`, an object with `step` and `text` a line.
struct SamplesFile {
  private let log: StepLog

  /// A line.
  struct Sample: Codable, Equatable {
    var step: Int
    var text: String
  }

  /// Leaves out the samples of steps after `step`: those will be written again. The file is made with
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
