internal import CharTraining

extension [Finding] {
  /// For programs: names and words, with advice for the verdict alone.
  package var json: JSON {
    .array(
      map { finding in
        .object([
          ("name", .string(finding.name)), ("text", .string(finding.sentence)),
          ("advice", finding == verdict ? finding.advice.map(JSON.string) ?? .null : .null),
        ])
      })
  }
}
