internal import CharIO
internal import CharTraining

/// The doctor's report at the end of a run: one verdict, one next step, and other findings.
enum DoctorView {
  /// Prints the findings of a run, one per line.
  static func show(_ summary: TrainingSummary, _ words: ProgramWords) {
    let findings = summary.findings
    guard let verdict = findings.verdict else { return }
    Console.sentence("doctor: \(verdict.sentence)")
    if let advice = verdict.advice(endedBy: summary.limit) {
      Console.sentence("  next step: \(words.wording(advice))")
    }
    for finding in findings where finding != verdict {
      Console.sentence("  also: \(finding.sentence)")
    }
  }
}

extension TrainingSummary {
  /// The findings as JSON, with advice for the verdict only.
  func findingsJSON(_ words: ProgramWords) -> JSON {
    let verdict = findings.verdict
    return .array(
      findings.map { finding in
        .object([
          ("name", .string(finding.name)), ("text", .string(finding.sentence)),
          (
            "advice",
            finding == verdict
              ? finding.advice(endedBy: limit).map { JSON.string(words.wording($0)) } ?? .null
              : .null
          ),
        ])
      })
  }
}
