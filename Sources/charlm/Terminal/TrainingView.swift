import CharIO
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation

/// Turns the events of a training run into words.
struct TrainingView {
  private let trainer: Trainer
  private let data: TrainingData
  private var bar: ProgressBar

  init(_ trainer: Trainer, _ data: TrainingData) {
    self.trainer = trainer
    self.data = data
    bar = ProgressBar(
      trainer.configuration,
      charactersPerToken: Double(data.statistics.characters) / Double(data.statistics.tokens))
  }

  mutating func show(_ event: TrainingEvent) {
    switch event {
    case .started(let plan): start(plan)
    case .step(let step): bar.show(step)
    case .evaluation(let evaluation):
      bar.interrupt()
      Console.note(
        "step \(evaluation.step): validation \(evaluation.natsPerToken.fixed(4)) nats per token, "
          + "\((evaluation.bitsPerCharacter ?? .nan).fixed(4)) bits per character, "
          + "perplexity \(exp(evaluation.natsPerToken).fixed(3))"
          + (evaluation.averagedNatsPerToken.map { "; averaged weights \($0.fixed(4)) nats" } ?? "")
          + (evaluation.isBest ? ", best so far" : ""))
    case .sample(let step, let text):
      bar.interrupt()
      Console.note("step \(step), a sample:\n\(text)\n")
    case .saved: break
    case .recovered(let recovery):
      bar.interrupt()
      Console.warning(recovery.description)
    case .finding(let finding):
      bar.interrupt()
      Console.note("doctor: \(finding.sentence)")
    case .warning(let text):
      bar.interrupt()
      Console.warning(text)
    }
  }

  private func start(_ plan: TrainingPlan) {
    let statistics = data.statistics
    let configuration = trainer.configuration
    let network = configuration.network
    Console.note(
      "corpus: \(statistics.files.grouped) \(statistics.files == 1 ? "file" : "files"), "
        + "\(statistics.characters.grouped) characters, \(statistics.documents.grouped) "
        + "\(statistics.documents == 1 ? "document" : "documents"), vocabulary \(plan.vocabulary); "
        + "\(plan.trainingTokens.grouped) tokens to learn, \(plan.validationTokens.grouped) to measure"
    )
    Console.note(
      "network: \(network.layers) × \(network.hiddenSize) \(network.cell.rawValue), "
        + "\(plan.parameters.grouped) parameters; batches of \(plan.batch) × \(plan.window)"
    )
    Console.note("plan: \(plan.summary)")
    if let growth = plan.growth { show(growth) }
    if plan.firstStep > 0 { Console.note("resuming after step \(plan.firstStep)") }
    for warning in plan.warnings { Console.warning(warning) }
  }

  private func show(_ growth: VocabularyGrowth) {
    Console.note(
      "vocabulary: \(Self.list(growth.added)) new; \(Self.list(growth.missing)) not in this text")
  }

  /// How many, and the first of them.
  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "none" }
    let rest = names.count - 20
    return
      "\(names.count.grouped) (\(names.prefix(20).map { $0 == " " ? "' '" : $0 }.joined(separator: " "))\(rest > 0 ? " …" : ""))"
  }

  mutating func finish(_ summary: TrainingSummary, json: Bool) throws {
    if Console.isTerminal { Console.raw("\n") }
    if !json { LossCurve.show(trainer.directory, per: "token") }
    switch summary.ending {
    case .complete: break
    case .stopped:
      Console.note(
        "stopped after step \(summary.steps); go on with: charlm train --out \(trainer.directory) --resume"
      )
    case .patience:
      Console.note(
        "no gain in \(trainer.configuration.patience ?? 0) evaluations; stopped after step \(summary.steps)"
      )
    }
    DoctorView.show(summary.findings)
    var text =
      "\(trainer.directory): \(summary.steps.grouped) steps, \(summary.tokens.grouped) tokens "
      + "in \(summary.seconds.duration)"
    if let nats = summary.bestValidNatsPerToken, let step = summary.bestStep {
      text += "; best validation \(nats.fixed(4)) nats per token at step \(step)"
    }
    if let nats = summary.testNatsPerToken, let bits = summary.testBitsPerCharacter {
      text += "; test \(nats.fixed(4)) nats per token, \(bits.fixed(4)) bits per character"
    }
    if json {
      try Console.line(
        JSON.object([
          ("steps", .integer(summary.steps)), ("tokens", .integer(summary.tokens)),
          ("seconds", .number(summary.seconds)),
          ("watching_seconds", .number(summary.watchingSeconds)),
          ("best_valid_nats_per_token", .optional(summary.bestValidNatsPerToken)),
          ("best_step", .optional(summary.bestStep)),
          ("valid_bits_per_character", .optional(summary.validBitsPerCharacter)),
          ("test_nats_per_token", .optional(summary.testNatsPerToken)),
          ("test_bits_per_character", .optional(summary.testBitsPerCharacter)),
          ("epochs", .number(summary.epochs)), ("corpus_tokens", .integer(summary.corpusTokens)),
          ("precision", .string(summary.precision.rawValue)),
          ("parameters", .integer(summary.parameters)), ("model", .string(trainer.directory)),
          ("findings", summary.findings.json),
        ]).text)
    } else {
      try Console.line(text)
    }
  }
}
