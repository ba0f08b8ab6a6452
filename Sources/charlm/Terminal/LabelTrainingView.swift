import CharIO
import CharNetwork
import CharText
import CharTraining
import Foundation

/// Turns the events of a run that trains a tagger or classifier into words.
struct LabelTrainingView {
  private let configuration: TrainingConfiguration
  private let directory: String
  private let data: LabelData
  private let command: String
  private var bar: ProgressBar

  init<N: LabellingNetwork>(_ trainer: LabelTrainer<N>, _ data: LabelData, command: String) {
    configuration = trainer.configuration
    directory = trainer.directory
    self.data = data
    self.command = command
    bar = ProgressBar(configuration, charactersPerToken: nil)
  }

  mutating func show(_ event: TrainingEvent) {
    switch event {
    case .started(let plan): start(plan)
    case .step(let step): bar.show(step)
    case .evaluation(let evaluation):
      bar.interrupt()
      Console.note(
        "step \(evaluation.step): validation \(evaluation.natsPerToken.fixed(4)) nats per label, "
          + "accuracy \((evaluation.accuracy ?? 0).fixed(4)), F1 \((evaluation.f1 ?? 0).fixed(4))"
          + (evaluation.isBest ? ", best so far" : ""))
    case .sample, .saved, .finding: break
    case .recovered(let recovery):
      bar.interrupt()
      Console.warning(recovery.description)
    case .warning(let text):
      bar.interrupt()
      Console.warning(text)
    }
  }

  private func start(_ plan: TrainingPlan) {
    let statistics = data.statistics
    Console.note(
      "data: \(Self.count(statistics.inputs.count, "file")), "
        + "\(Self.count(statistics.sequences, "sequence")), "
        + "\(statistics.characters.grouped) characters, vocabulary \(plan.vocabulary), "
        + "\(data.labels.count) labels; \(data.training.targetCount.grouped) labels to learn, "
        + "\((data.validation?.targetCount ?? 0).grouped) to measure")
    let network = configuration.network
    Console.note(
      "network: \(network.layers) × \(network.hiddenSize) \(network.cell.rawValue), "
        + "\(network.isBidirectional ? "both directions" : "forward"), "
        + "\(plan.parameters.grouped) parameters; batches of \(plan.batch) lanes")
    Console.note("plan: \(plan.summary)")
    if plan.firstStep > 0 { Console.note("resuming after step \(plan.firstStep)") }
    for warning in plan.warnings { Console.warning(warning) }
  }

  private static func count(_ number: Int, _ name: String) -> String {
    "\(number.grouped) \(name)\(number == 1 ? "" : "s")"
  }

  mutating func finish(_ summary: TrainingSummary, json: Bool) throws {
    if Console.isTerminal { Console.raw("\n") }
    if !json { LossCurve.show(directory, per: "label") }
    switch summary.ending {
    case .complete: break
    case .stopped:
      Console.note(
        "stopped after step \(summary.steps); go on with: charlm \(command) train --out "
          + "\(directory) --resume")
    case .patience:
      Console.note(
        "no gain in \(configuration.patience ?? 0) evaluations; stopped after step \(summary.steps)"
      )
    }
    if json {
      try Console.line(
        JSON.object([
          ("steps", .integer(summary.steps)), ("labels", .integer(summary.tokens)),
          ("seconds", .number(summary.seconds)),
          ("watching_seconds", .number(summary.watchingSeconds)),
          ("best_valid_nats_per_label", .optional(summary.bestValidNatsPerToken)),
          ("best_step", .optional(summary.bestStep)),
          ("parameters", .integer(summary.parameters)), ("model", .string(directory)),
        ]).text)
      return
    }
    var text =
      "\(directory): \(summary.steps.grouped) steps, \(summary.tokens.grouped) labels "
      + "in \(summary.seconds.duration)"
    if let nats = summary.bestValidNatsPerToken, let step = summary.bestStep {
      text += "; best validation \(nats.fixed(4)) nats per label at step \(step)"
    }
    try Console.line(text)
  }
}
