import CharReport
import CharTraining

extension TrainingPlan {
  /// Steps, time, memory and threads in a line.
  var summary: String {
    var parts: [String] = []
    if let expectedSteps {
      parts.append("about \(expectedSteps.grouped) steps")
    } else {
      parts.append("\(steps.grouped) \(steps == 1 ? "step" : "steps")")
    }
    if let expectedSeconds { parts.append("about \(expectedSeconds.duration)") }
    parts.append("\((memory / 0x1p20).fixed(0)) MiB of memory")
    parts.append("\(threads) \(threads == 1 ? "thread" : "threads")")
    return parts.joined(separator: ", ")
  }
}

extension RecoveryReport {
  /// What happened and what was done, in a sentence.
  var description: String {
    let what =
      switch trouble {
      case .explosion: "the loss explodes\(nats.map { " (\($0.fixed(2)) nats)" } ?? "")"
      case .loss, .gradient, .update: "the \(trouble.rawValue) is not finite"
      }
    return "step \(step): \(what); back to step \(earlierStep), for a while with "
      + "\((rateFactor * 100).fixed(rateFactor < 0.1 ? 2 : 0)) % of the rate"
  }
}
