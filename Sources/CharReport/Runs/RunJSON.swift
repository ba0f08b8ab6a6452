internal import CharIO
internal import CharText
internal import CharTraining
internal import Foundation

/// Runs as a JSON object with stable keys.
struct RunJSON {
  private let runs: [NamedRun]
  private let page: String
  private let now: Date

  init(_ runs: [NamedRun], page: String, now: Date = Date()) {
    (self.runs, self.page, self.now) = (runs, page, now)
  }

  var object: JSON {
    .object([("page", .string(page)), ("runs", .array(runs.map(run)))])
  }

  private func run(_ run: NamedRun) -> JSON {
    let history = run.history
    let (best, last) = (history.best, history.training.last)
    var progress: Double?
    let state = history.state(now: now)
    if case .unfinished(let fraction, _) = state { progress = fraction }
    if state == .complete { progress = 1 }
    return .object([
      ("name", .string(run.name)), ("directory", .string(history.directory)),
      ("state", .string(state.name)), ("progress", .optional(progress)),
      ("steps", .optional(run.steps)), ("epochs", .optional(last?.epoch)),
      ("tokens", .optional(last?.tokens.map { Int($0) })), ("seconds", .optional(last?.seconds)),
      ("tokens_per_second", .optional(run.tokensPerSecond)),
      ("parameters", .optional(history.parameters)),
      ("last_train_nats", .optional(last?.nats?.mean)),
      ("best_valid_nats_per_\(run.unit)", .optional(best?.nats)),
      ("best_valid_bits_per_character", .optional(best?.bitsPerCharacter)),
      ("best_step", .optional(best.map { Int($0.step) })),
      ("lossy", .array(run.losses.map { .string($0.rawValue) })),
      ("recoveries", .integer(history.recoveries.count)),
      ("evaluations", .integer(history.validation.count)),
      ("samples", .integer(history.samples.count)),
      (
        "settings",
        .object(history.settings.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
      ),
      ("problems", .array(history.problems.map(JSON.string))),
    ])
  }
}
