internal import CharIO
public import CharTraining

/// The results of a sweep as a table, CSV and JSON.
public struct SweepReport {
  private let results: SweepResults
  /// The settings that differ between runs.
  private let names: [String]

  /// Creates a report.
  ///
  /// - Parameter results: the results.
  public init(_ results: SweepResults) {
    self.results = results
    names = results.outcomes.first?.run.values.map(\.name) ?? []
  }

  /// A table with a line for each combination of settings, best first: the mean of its losses and
  /// their standard deviation over the seeds.
  public var text: String {
    let header =
      names + ["nats per token", "±", "bits per character", "runs", "steps", "time", "parameters"]
    let rows = results.combinations.map { combination in
      combination.values.map { $0.text.isEmpty ? "none" : $0.text }
        + [
          combination.mean?.fixed(4) ?? "–", combination.deviation?.fixed(4) ?? "–",
          combination.bitsPerCharacter?.fixed(4) ?? "–",
          combination.count == combination.outcomes.count
            ? "\(combination.count)" : "\(combination.count) of \(combination.outcomes.count)",
          combination.steps.grouped, combination.seconds?.duration ?? "–",
          combination.parameters?.grouped ?? "–",
        ]
    }
    let notes = results.incomparable.map { combination in
      let settings = combination.values.map { "\($0.name)=\($0.text.isEmpty ? "none" : $0.text)" }
      return combination.textLosses.note(on: settings.joined(separator: ",")) + "\n"
    }
    return TextTable([header] + rows, numbers: Set(0..<header.count)).text + notes.joined()
  }

  /// The runs as CSV (RFC 4180): a line for each, in the order of the file.
  public var csv: String {
    let header =
      ["run"] + names + [
        "seed", "state", "steps", "seconds", "valid_nats_per_token", "valid_bits_per_character",
        "best_step", "parameters",
      ]
    let rows = results.outcomes.map { outcome in
      [outcome.run.name] + outcome.run.values.map(\.text) + [
        "\(outcome.run.seed)", outcome.state.name, "\(outcome.steps)", "\(outcome.seconds)",
        outcome.nats.map { "\($0)" } ?? "", outcome.bitsPerCharacter.map { "\($0)" } ?? "",
        outcome.bestStep.map { "\($0)" } ?? "", outcome.parameters.map { "\($0)" } ?? "",
      ]
    }
    return ([header] + rows).map { $0.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
  }

  /// Returns a field of CSV, quoted if necessary.
  private static func field(_ text: String) -> String {
    text.utf8.contains { "\",\r\n".utf8.contains($0) }
      ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }

  /// The runs as JSON objects, in the order of the file.
  package var runs: [JSON] {
    results.outcomes.map { outcome in
      let error: JSON =
        if case .failed(let reason) = outcome.state { .string(reason) } else { .null }
      return .object([
        ("run", .string(outcome.run.name)), ("directory", .string(outcome.run.directory)),
        ("settings", settings(outcome.run.values)), ("seed", .unsigned(outcome.run.seed)),
        ("state", .string(outcome.state.name)), ("steps", .integer(outcome.steps)),
        ("seconds", .number(outcome.seconds)),
        ("best_valid_nats_per_token", .optional(outcome.nats)),
        ("best_valid_bits_per_character", .optional(outcome.bitsPerCharacter)),
        ("best_step", .optional(outcome.bestStep)),
        ("parameters", .optional(outcome.parameters)), ("error", error),
      ])
    }
  }

  /// Returns the summary of the sweep as a JSON object.
  ///
  /// - Parameters:
  ///   - csv: the path of the CSV file; nil if it was not written.
  ///   - page: the path of the page; nil if it was not written.
  /// - Returns: the object.
  package func summary(csv: String?, page: String?) -> JSON {
    let combinations = results.combinations.map { combination in
      JSON.object([
        ("settings", settings(combination.values)), ("runs", .integer(combination.count)),
        ("mean_valid_nats_per_token", .optional(combination.mean)),
        ("deviation", .optional(combination.deviation)),
        ("mean_valid_bits_per_character", .optional(combination.bitsPerCharacter)),
        ("steps", .integer(combination.steps)), ("mean_seconds", .optional(combination.seconds)),
        ("parameters", .optional(combination.parameters)),
        ("lossy", combination.textLosses.json),
      ])
    }
    return .object([
      ("runs", .integer(results.outcomes.count)),
      ("complete", .integer(results.outcomes.count { $0.state == .complete })),
      ("dropped", .integer(results.outcomes.count { $0.state == .dropped })),
      ("failed", .integer(results.failures.count)), ("left", .integer(results.left)),
      ("seconds", .number(results.outcomes.reduce(0) { $0 + $1.seconds })),
      ("csv", csv.map(JSON.string) ?? .null), ("page", page.map(JSON.string) ?? .null),
      ("combinations", .array(combinations)),
    ])
  }

  private func settings(_ values: [SweepRun.Value]) -> JSON {
    .object(values.map { ($0.name, $0.text.isEmpty ? .null : .string($0.text)) })
  }
}

extension SweepOutcome.State {
  /// A stable name for programs.
  package var name: String {
    switch self {
    case .complete: "complete"
    case .dropped: "dropped"
    case .unfinished: "unfinished"
    case .waiting: "waiting"
    case .failed: "failed"
    }
  }
}
