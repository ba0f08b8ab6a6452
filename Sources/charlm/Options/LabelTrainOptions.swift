import ArgumentParser
import CharIO
import CharLM
import CharNetwork
import CharNumerics
import CharReport
import CharSettings
import CharText
import CharTraining
import Foundation

/// Reading direction of the layers.
enum Direction: String, CaseIterable, ExpressibleByArgument {
  case both, forward
}

/// Tokenization of labeled text.
struct LabelTextOptions: SettingOptions {
  @Option(help: .setting("unit")) var unit: TextUnit?
  @Option(help: .setting("normalize")) var normalize: Normalization?
  @Flag(inversion: .prefixedNo, help: .setting("casefold")) var casefold: Bool?
  @Option(help: .setting("line-ends")) var lineEnds: LineEnds?
  @Option(help: .setting("min-count")) var minCount: Int?
  @Option(help: .setting("max-vocabulary")) var maxVocabulary: OrNone<Int>?

  func apply(to configuration: inout TrainingConfiguration) { change(&configuration) }
}

/// Options shared by `charlm tag train` and `charlm classify train`.
struct LabelTrainOptions: ParsableArguments {
  @Argument(help: "Labeled files, directories (read recursively), or - for standard input.")
  var files: [String] = []

  @Option(
    name: .shortAndLong,
    help: "The model directory to write; new, empty, or with --resume an old one.")
  var out: String?

  @OptionGroup var runFile: RunFileOptions

  @Option(
    help: """
      A complete configuration, of which other flags change parts: \
      \(TrainingPreset.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  var preset: TrainingPreset?

  @Option(help: "Go on from this model directory with new text: its settings, network and weights.")
  var from: String?

  @OptionGroup(title: "Network") var freezing: FreezingOptions
  @OptionGroup(title: "Text") var text: LabelTextOptions
  @OptionGroup(title: "Text") var invalid: InvalidOption
  @OptionGroup(title: "Text") var encodingOption: EncodingOption
  @OptionGroup(title: "Network") var network: NetworkOptions

  @Option(help: ArgumentHelp("Which way layers read: both, or forward. (default: both)"))
  var direction: Direction?

  @OptionGroup(title: "Network") var regularization: RegularizationOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions
  @OptionGroup(title: "Optimizer") var optimizer: OptimizerOptions
  @OptionGroup(title: "Run") var precision: TrainingPrecisionOption

  @Option(parsing: .upToNextOption, help: "Files to measure on, instead of a part of the others.")
  var valid: [String] = []

  @OptionGroup var heldOut: LabelHeldOutOptions

  @Option(help: .labelSetting("outside")) var outside: String?

  @OptionGroup(title: "Run") var watch: WatchOptions

  @Flag(
    inversion: .prefixedNo,
    help:
      "Look for what is wrong with the run; compare it with the commonest label. (default: --doctor)"
  )
  var doctor: Bool?

  @Option(help: "Threads at most. (default: all processors)")
  var threads: Int?

  @Flag(help: "Go on in --out where the run there stopped.")
  var resume = false

  @Flag(help: "Try learning rates in a short run of its own and advise one; without --out.")
  var findRate = false

  @Flag(help: "Print one JSON object at the end.")
  var json = false

  func validate() throws {
    var configuration = fresh
    try checkingFlags {
      if from != nil || resume {
        // Settings fixed by a model or run are not known yet.
        configuration.network.isBidirectional = false
        configuration.network.layers = max(
          configuration.network.layers, freezing.freezeLayers ?? 0)
      }
      if resume { configuration.averaging = Averaging() }
      try apply(to: &configuration)
      try configuration.validate()
      // Detects errors specific to such a network.
      _ = try CharacterNetwork(configuration.network, vocabularySize: 2, head: .tokenLabels(2))
    }
    try TrainingArguments(
      text: "labeled text", files: texts, valid: valid, validFraction: heldOut.validFraction,
      hasTest: (configuration.testFraction ?? 0) > 0,
      splitFlag: heldOut.splitFlag, out: out, from: from, preset: preset, threads: threads,
      resumes: resume, findsRate: findRate
    ).validate()
    if outside?.isEmpty ?? false { throw ValidationError("outside: a label cannot be empty.") }
  }

  /// The configuration of a run from fresh weights.
  private var fresh: TrainingConfiguration {
    var configuration = preset?.configuration ?? TrainingConfiguration()
    configuration.network.isBidirectional = true
    configuration.text.boundary = .line
    return configuration
  }

  /// Flags of `charlm train` that the commands for labeled text lack.
  private static let ofRunningText: Set = [
    "boundary", "delimiter", "condition", "strip-bom", "unknown", "keep-order", "sample-every",
    "include", "exclude", "field", "cache",
  ]

  /// True if a name of a run file has no meaning for labeled text.
  ///
  /// - Parameter name: the name of a setting or flag.
  /// - Returns: true if it has none.
  static func lacks(_ name: String) -> Bool {
    ofRunningText.contains(TrainingConfiguration.table[name]?.flag ?? name)
  }

  /// The training files from the command line, or else from the run file.
  private var texts: [String] { files.isEmpty ? runFile.corpus : files }

  private func apply(to configuration: inout TrainingConfiguration) throws {
    for assignment in runFile.assignments {
      // `--direction` is that of the layers; labeled text has none.
      guard let setting = assignment.setting,
        setting.name == "text.direction" || Self.lacks(assignment.name)
      else { continue }
      throw SettingError.conflict(
        "\(assignment.name) has no meaning for labeled text; leave it out")
    }
    try configuration.assign(runFile.assignments)
    freezing.change(&configuration)
    text.apply(to: &configuration)
    network.apply(to: &configuration.network)
    if let direction { configuration.network.isBidirectional = direction == .both }
    regularization.apply(
      to: &configuration.network, embedding: network.size.embedding, assigned: runFile.assigned)
    runOptions.apply(to: &configuration)
    try optimizer.apply(to: &configuration)
    configuration.precision = precision.precision ?? configuration.precision
    heldOut.change(&configuration)
    configuration.asksDoctor = doctor ?? configuration.asksDoctor
  }

  /// Trains a model.
  func train<Kind: LabelKind>(
    _ kind: Kind.Type, format: LabeledFormat, pooling: Pooling?
  ) throws {
    try PredictionError.naming([from ?? out ?? ""]) {
      try perform(kind, format: format, pooling: pooling)
    }
  }

  private func perform<Kind: LabelKind>(
    _ kind: Kind.Type, format: LabeledFormat, pooling: Pooling?
  ) throws {
    let type = Kind.type
    let out = out ?? ""
    let model = try from.map { try TrainingStart.loadModel(in: ModelName.directory($0)) }
    var (configuration, labels, sources) =
      try resume ? resumed(type, pooling, out) : started(type, pooling, model)
    sources.change(
      corpus: texts, validation: valid, invalid: invalid.invalid,
      selection: CorpusSelection(encoding: encodingOption.encoding))
    if !resume, !findRate { try sources.checkDirectory(out) }
    func reader(_ paths: [String]) -> LabeledReader {
      LabeledReader(
        paths: paths, format: format, selection: sources.selection,
        invalidUTF8: sources.invalidUTF8)
    }
    let command = Kind.labelsSequences ? "classify train" : "tag train"
    let resuming = "charlm \(command) --out \(out) --resume"
    // A run started from a model has its vocabulary and labels.
    let known: (any TrainedModel)? =
      resume && sources.from != nil ? try LabelingModel<Kind>(contentsOf: out) : model
    let data = try Resumption.reading(sources, resume ? resuming : nil) {
      try LabelData(
        reader(sources.corpus),
        validation: sources.validation.isEmpty ? nil : reader(sources.validation), format: format,
        configuration, model: known)
    }
    if findRate {
      let finder = try RateFinder(
        data, configuration, labels: labels, from: model,
        steps: runOptions.steps?.value ?? RateFinder.defaultSteps, threads: threads)
      return try RateView.show(finder, configuration, warnings: data.warnings, json: json)
    }
    let trainer = try Trainer<LabelingModel<Kind>>(
      data, configuration, labels: labels,
      start: resume ? .checkpoint : model.map { .model($0) } ?? .fresh, directory: out,
      sources: sources, threads: threads, observer: watch.observer)
    Interrupt.listen()
    var view = TrainingView(trainer, data, .command, resuming: resuming)
    let result = try trainer.run(shouldStop: { Interrupt.isRequested }) { view.show($0) }
    try view.finish(result.summary, json: json)
  }

  private typealias Settings = (TrainingConfiguration, LabelConfiguration, TrainingSources)

  /// Returns the settings of a new run.
  private func started(
    _ type: ModelType, _ pooling: Pooling?, _ model: (any TrainedModel)?
  ) throws -> Settings {
    var configuration = model.map(TrainingConfiguration.init(labelingFrom:)) ?? fresh
    try apply(to: &configuration)
    if let model { try configuration.validate(labelingFrom: model) }
    var labels = LabelConfiguration()
    labels.outside = outside ?? model?.configuration.outside ?? labels.outside
    if type == .classifier {
      labels.pooling =
        pooling ?? model?.configuration.pooling ?? LabelConfiguration.defaultPooling
    }
    var sources = TrainingSources()
    sources.start(from: try from.map(ModelName.directory))
    return (configuration, labels, sources)
  }

  /// Returns the settings of the run in a directory, with allowed changes applied.
  private func resumed(
    _ type: ModelType, _ pooling: Pooling?, _ out: String
  ) throws -> Settings {
    var (configuration, sources, stored) = try TrainingSources.ofRun(in: out, type: type)
    var labels = stored ?? LabelConfiguration()
    let before = (configuration, labels)
    try apply(to: &configuration)
    labels.outside = outside ?? labels.outside
    if type == .classifier {
      labels.pooling = pooling ?? labels.pooling ?? LabelConfiguration.defaultPooling
    }
    try configuration.resume(before.0)
    try labels.validate(resuming: before.1)
    return (configuration, labels, sources)
  }
}
