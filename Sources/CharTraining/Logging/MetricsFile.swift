internal import CharIO
internal import CharLM

/// The history of a run, `metrics.jsonl`: a JSON object of numbers a line.
struct MetricsFile {
  private let log: StepLog

  /// Opens the file, without the lines of steps after `step`: those will be written again.
  init(directory: String, keepingUntil step: Int) throws {
    log = StepLog(ModelFile.metrics.path(in: directory))
    try rewind(to: step)
  }

  /// Takes back the lines of steps after `step`, at step 0 all of them.
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
