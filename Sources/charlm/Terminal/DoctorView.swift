import CharIO
import CharTraining

/// The doctor's report at the end of a run: one verdict, one next step, and other findings.
enum DoctorView {
  /// Prints the findings, one per line.
  static func show(_ findings: [Finding]) {
    guard let verdict = findings.verdict else { return }
    Console.sentence("doctor: \(verdict.sentence)")
    if let advice = verdict.advice { Console.sentence("  next step: \(advice.withFlags)") }
    for finding in findings where finding != verdict {
      Console.sentence("  also: \(finding.sentence)")
    }
  }
}

extension [Finding] {
  /// The findings as JSON, with advice for the verdict only.
  var json: JSON {
    .array(
      map { finding in
        .object([
          ("name", .string(finding.name)), ("text", .string(finding.sentence)),
          (
            "advice",
            finding == verdict ? finding.advice.map { JSON.string($0.withFlags) } ?? .null : .null
          ),
        ])
      })
  }
}
