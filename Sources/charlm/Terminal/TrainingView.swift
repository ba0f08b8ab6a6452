import CharIO
import CharLM
import CharNetwork
import CharReport
import CharText
import CharTraining
import Foundation

/// Prints the events of a training run.
struct TrainingView {
  private let configuration: TrainingConfiguration
  private let directory: String
  /// The `charlm` subcommand that started the run.
  private let command: String
  /// The predicted unit.
  private let unit: String
  /// A one-line description of the data.
  private let data: (TrainingPlan) -> String
  private var bar: ProgressBar
  private var showsSamples = true
  /// True if only the first lines of samples are shown.
  private var samplesAreShort = false

  /// Creates the view of a language model run.
  init(
    _ trainer: Trainer<LanguageModel>, _ data: TrainingData, showsSamples: Bool,
    samplesAreShort: Bool
  ) {
    let statistics = data.statistics
    self.init(
      trainer, command: "train", unit: "token",
      charactersPerToken: Double(statistics.characters) / Double(statistics.tokens)
    ) { plan in
      "corpus: \(Self.count(statistics.files, "file")), \(statistics.characters.grouped) characters, "
        + "\(Self.count(statistics.documents, "document")), vocabulary \(plan.vocabulary); "
        + "\(plan.trainingTokens.grouped) tokens to learn, \(plan.validationTokens.grouped) to measure"
    }
    (self.showsSamples, self.samplesAreShort) = (showsSamples, samplesAreShort)
  }

  /// Creates the view of a tagger or classifier run.
  init<Kind: LabelKind>(
    _ trainer: Trainer<LabelingModel<Kind>>, _ data: LabelData, command: String
  ) {
    let statistics = data.statistics
    self.init(trainer, command: command, unit: "label", charactersPerToken: nil) { plan in
      "data: \(Self.count(statistics.inputs.count, "file")), "
        + "\(Self.count(statistics.sequences, "sequence")), "
        + "\(statistics.characters.grouped) characters, vocabulary \(plan.vocabulary), "
        + "\(data.labels.count) labels; \(data.training.targetCount.grouped) labels to learn, "
        + "\((data.validation?.targetCount ?? 0).grouped) to measure"
    }
  }

  private init<Model>(
    _ trainer: Trainer<Model>, command: String, unit: String, charactersPerToken: Double?,
    data: @escaping (TrainingPlan) -> String
  ) {
    configuration = trainer.configuration
    directory = trainer.directory
    self.command = command
    self.unit = unit
    self.data = data
    bar = ProgressBar(trainer.configuration, charactersPerToken: charactersPerToken)
  }

  mutating func show(_ event: TrainingEvent) {
    if case .step(let step) = event { return bar.show(step) }
    if case .started(let plan) = event { return start(plan) }
    if case .saved = event { return }
    bar.interrupt()
    switch event {
    case .evaluation(let evaluation): Console.sentence(evaluation.sentence(per: unit))
    case .sample(let step, let text): show(text, of: step)
    case .recovered(let recovery): Console.warning(recovery.description)
    case .finding(let finding): Console.sentence("doctor: \(finding.sentence)")
    case .warning(let text): Console.warning(text)
    case .started, .step, .saved: break
    }
  }

  /// Shows a sample, or its first two lines with text.
  private func show(_ text: String, of step: Int) {
    guard showsSamples else { return }
    guard samplesAreShort else { return Console.note("step \(step), a sample:\n\(text)\n") }
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    Console.note("step \(step), it writes:")
    for line in lines.prefix(2) {
      Console.note("  \(line.prefix(Console.width - 3))".withoutControls)
    }
  }

  private func start(_ plan: TrainingPlan) {
    let network = configuration.network
    let isOfText = unit == "token"
    let direction = network.isBidirectional ? "both directions, " : "forward, "
    Console.sentence(data(plan))
    Console.sentence(
      "network: \(network.layers) × \(network.hiddenSize) \(network.cell.rawValue), "
        + (isOfText ? "" : direction) + "\(plan.parameters.grouped) parameters; batches of "
        + (isOfText ? "\(plan.batch) × \(plan.window)" : "\(plan.batch) lanes"))
    Console.sentence("plan: \(plan.summary)")
    if let growth = plan.growth {
      Console.note(
        "vocabulary: \(Self.list(growth.added)) new; \(Self.list(growth.missing)) not in this text")
    }
    if plan.firstStep > 0 { Console.note("resuming after step \(plan.firstStep)") }
    for warning in plan.warnings { Console.warning(warning) }
  }

  private static func count(_ number: Int, _ name: String) -> String {
    "\(number.grouped) \(name)\(number == 1 ? "" : "s")"
  }

  /// Returns the count and the first of some names.
  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "none" }
    let rest = names.count - 20
    let shown = names.prefix(20).map { $0 == " " ? "' '" : $0 }.joined(separator: " ")
    return "\(names.count.grouped) (\(shown)\(rest > 0 ? " …" : ""))"
  }

  func finish(_ summary: TrainingSummary, json: Bool) throws {
    if Console.isTerminal { Console.raw("\n") }
    if !json { LossCurve.show(directory) }
    switch summary.ending {
    case .complete: break
    case .stopped:
      Console.note(
        "stopped after step \(summary.steps); go on with: charlm \(command) --out \(directory) "
          + "--resume")
    case .patience:
      Console.note(
        "no gain in \(configuration.patience ?? 0) evaluations; stopped after step \(summary.steps)"
      )
    }
    DoctorView.show(summary)
    try Console.line(
      json
        ? summary.object(of: directory, per: unit, findings: summary.findingsJSON).text
        : summary.sentence(of: directory, per: unit))
  }
}
