internal import CharIO
package import CharLM
internal import CharNetwork
internal import CharText
package import CharTraining

/// Prints the events of a training run.
package struct TrainingView {
  private let configuration: TrainingConfiguration
  private let directory: String
  /// The command that goes on with the run after it was stopped.
  private let resuming: String
  private let words: ProgramWords
  /// The predicted unit.
  private let unit: String
  /// A one-line description of the data.
  private let data: (TrainingPlan) -> String
  private var bar: ProgressBar
  private var showsSamples = true
  /// True if only the first lines of samples are shown.
  private var samplesAreShort = false

  /// Creates the view of a language model run.
  ///
  /// - Parameters:
  ///   - trainer: the trainer.
  ///   - data: the text.
  ///   - words: the words of the program.
  ///   - resuming: the command that goes on with the run after it was stopped.
  ///   - showsSamples: true if samples are shown.
  ///   - samplesAreShort: true if only their first lines are.
  package init(
    _ trainer: Trainer<LanguageModel>, _ data: TrainingData, _ words: ProgramWords,
    resuming: String, showsSamples: Bool, samplesAreShort: Bool
  ) {
    let statistics = data.statistics
    self.init(
      trainer, words, resuming: resuming, unit: "token",
      charactersPerToken: Double(statistics.characters) / Double(statistics.tokens)
    ) { plan in
      "corpus: \(Self.count(statistics.files, "file")), \(statistics.characters.grouped) characters, "
        + "\(Self.count(statistics.documents, "document")), vocabulary \(plan.vocabulary); "
        + "\(plan.trainingTokens.grouped) tokens to learn, \(plan.validationTokens.grouped) to measure"
    }
    (self.showsSamples, self.samplesAreShort) = (showsSamples, samplesAreShort)
  }

  /// Creates the view of a tagger or classifier run.
  ///
  /// - Parameters:
  ///   - trainer: the trainer.
  ///   - data: the labeled text.
  ///   - words: the words of the program.
  ///   - resuming: the command that goes on with the run after it was stopped.
  package init<Kind: LabelKind>(
    _ trainer: Trainer<LabelingModel<Kind>>, _ data: LabelData, _ words: ProgramWords,
    resuming: String
  ) {
    let statistics = data.statistics
    self.init(trainer, words, resuming: resuming, unit: "label", charactersPerToken: nil) { plan in
      "data: \(Self.count(statistics.inputs.count, "file")), "
        + "\(Self.count(statistics.sequences, "sequence")), "
        + "\(statistics.characters.grouped) characters, vocabulary \(plan.vocabulary), "
        + "\(data.labels.count) labels; \(data.training.targetCount.grouped) labels to learn, "
        + "\((data.validation?.targetCount ?? 0).grouped) to measure"
    }
  }

  private init<Model>(
    _ trainer: Trainer<Model>, _ words: ProgramWords, resuming: String, unit: String,
    charactersPerToken: Double?, data: @escaping (TrainingPlan) -> String
  ) {
    configuration = trainer.configuration
    directory = trainer.directory
    (self.resuming, self.words) = (resuming, words)
    self.unit = unit
    self.data = data
    bar = ProgressBar(trainer.configuration, charactersPerToken: charactersPerToken)
  }

  /// Shows an event.
  ///
  /// - Parameter event: the event.
  package mutating func show(_ event: TrainingEvent) {
    if case .step(let step) = event { return bar.show(step) }
    if case .started(let plan) = event { return start(plan) }
    if case .saved = event { return }
    bar.interrupt()
    switch event {
    case .evaluation(let evaluation): Console.sentence(evaluation.sentence(per: unit))
    case .sample(let step, let text): show(text, of: step)
    case .recovered(let recovery): words.warn(recovery.description)
    case .finding(let finding): Console.sentence("doctor: \(finding.sentence)")
    case .warning(let text): words.warn(text)
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
    for warning in plan.warnings { words.warn(warning) }
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

  /// Shows the end of a run.
  ///
  /// - Parameters:
  ///   - summary: the summary of the run.
  ///   - json: true for one JSON object.
  /// - Throws: `FileError`.
  package func finish(_ summary: TrainingSummary, json: Bool) throws {
    if Console.isTerminal { Console.raw("\n") }
    if !json { LossCurve.show(directory) }
    switch summary.ending {
    case .complete: break
    case .stopped:
      Console.note("stopped after step \(summary.steps); go on with: \(resuming)")
    case .patience:
      Console.note(
        "no gain in \(configuration.patience ?? 0) evaluations; stopped after step \(summary.steps)"
      )
    }
    DoctorView.show(summary, words)
    try Console.line(
      json
        ? summary.object(of: directory, per: unit, findings: summary.findingsJSON(words)).text
        : summary.sentence(of: directory, per: unit))
  }
}
