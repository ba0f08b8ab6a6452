internal import CharIO
internal import CharTraining

extension TrainingPlan {
  /// Steps, time, memory and threads in a line.
  package var summary: String {
    var parts: [String] = []
    if let expectedSteps {
      parts.append("about \(expectedSteps.grouped) steps")
    } else {
      parts.append(steps.counted("step", "steps"))
    }
    if let expectedSeconds { parts.append("about \(expectedSeconds.duration)") }
    parts.append("\((memory / 0x1p20).fixed(0)) MiB of memory")
    parts.append(
      (ranks > 1 ? "\(ranks) ranks of " : "") + threads.counted("thread", "threads"))
    return parts.joined(separator: ", ")
  }
}
