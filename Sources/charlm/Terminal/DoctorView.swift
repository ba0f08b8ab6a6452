import CharTraining

/// What the doctor says at the end of a run.
enum DoctorView {
  /// Prints the findings and what to try, a line each.
  static func show(_ findings: [Finding]) {
    guard !findings.isEmpty else { return }
    Console.note("doctor:")
    for finding in findings {
      Console.note("  - \(finding.sentence)" + (finding.advice.map { "; \($0)" } ?? ""))
    }
  }
}

extension Finding {
  /// For programs: its name, and the words.
  var json: JSON {
    .object([
      ("name", .string(name)), ("text", .string(sentence)),
      ("advice", advice.map(JSON.string) ?? .null),
    ])
  }
}
