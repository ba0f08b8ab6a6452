internal import CharIO
internal import CharLM

/// The history of a run, `metrics.jsonl`: one JSON object of numbers per line.
struct MetricsFile {
  private let log: StepLog

  /// Opens the file and removes lines of steps after `step`, which will be written again.
  init(directory: String, keepingUntil step: Int) throws {
    log = StepLog(ModelFile.metrics.path(in: directory))
    try rewind(to: step)
  }

  /// Removes lines of steps after `step`; at step 0 all of them.
  func rewind(to step: Int) throws { try log.rewind(to: step > 0 ? step : -1) }

  func append(_ fields: [(name: String, value: Double)]) throws {
    try log.append(
      .object(
        fields.map { name, value in
          let isWhole = value == value.rounded() && abs(value) < 1e15
          return (name, isWhole ? .integer(Int(value)) : .number(value))
        }))
  }
}
