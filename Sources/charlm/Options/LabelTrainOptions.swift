import ArgumentParser
import CharIO
import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation

/// Which way layers read.
enum Direction: String, CaseIterable, ExpressibleByArgument {
  case both, forward
}

/// How labeled text becomes tokens.
struct LabelTextOptions: ParsableArguments {
  private static let defaults = TrainingConfiguration()

  @Option(help: "What one token is. (default: \(defaults.text.unit.rawValue))")
  var unit: TextUnit?

  @Option(
    help: """
      Unicode normalization of all text. (default: \(defaults.text.normalization.rawValue))
      """)
  var normalize: Normalization?

  @Flag(inversion: .prefixedNo, help: "Fold case: all text is read as if in lower case.")
  var casefold: Bool?

  @Option(help: "Line ends: as they are, or all LF. (default: \(defaults.text.lineEnds.rawValue))")
  var lineEnds: LineEnds?

  @Option(
    help: """
      Tokens that occur fewer than N times become <unk>. (default: \(defaults.minimumCount))
      """)
  var minCount: Int?

  @Option(
    help: "Keep the N most frequent tokens; the others become <unk>; none = all. (default: none)")
  var maxVocabulary: OrNone<Int>?

  func apply(to configuration: inout TrainingConfiguration) {
    configuration.text.unit = unit ?? configuration.text.unit
    configuration.text.normalization = normalize ?? configuration.text.normalization
    configuration.text.foldsCase = casefold ?? configuration.text.foldsCase
    configuration.text.lineEnds = lineEnds ?? configuration.text.lineEnds
    configuration.minimumCount = minCount ?? configuration.minimumCount
    if let maxVocabulary { configuration.maximumVocabulary = maxVocabulary.value }
  }
}

/// All that training a tagger and training a classifier have in common.
struct LabelTrainOptions: ParsableArguments {
  @Argument(help: "Labeled files, directories (read recursively), or - for standard input.")
  var files: [String] = []

  @Option(help: "The model directory to write; new, empty, or with --resume an old one.")
  var out: String?

  @Option(help: "YAML or JSON with the names of these flags; flags override it.")
  var config: String?

  @Option(
    help: """
      A complete configuration, of which other flags change parts: \
      \(TrainingPreset.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  var preset: TrainingPreset?

  @OptionGroup(title: "Start") var start: StartOptions
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

  @Option(
    help: """
      The part that is held out to measure on, 0 to less than 1. (default: \
      \(TrainingConfiguration().validationFraction))
      """)
  var validFraction: Double?

  @OptionGroup var split: ValidationSplitOption

  @Option(
    help: "Share of the text that chooses nothing and is measured at the end. (default: none)")
  var test: OrNone<Double>?

  @Option(
    help: """
      The label that stands for nothing, which F1 leaves out. (default: \
      \(LabelConfiguration.defaultOutside))
      """)
  var outside: String?

  @OptionGroup(title: "Run") var watch: WatchOptions

  @Flag(
    inversion: .prefixedNo,
    help: """
      Look for what is wrong with the run, and compare it with the commonest label. (default: --doctor)
      """)
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
      if start.from != nil || resume {
        // What a model or a run has decided is not known yet.
        configuration.network.isBidirectional = false
        configuration.network.layers = max(
          configuration.network.layers, start.freezeLayers ?? 0)
      }
      apply(to: &configuration)
      try configuration.validate()
      // What only such a network refuses.
      _ = try CharacterNetwork(configuration.network, vocabularySize: 2, head: .tokenLabels(2))
    }
    try TrainingArguments(
      text: "labeled text", files: files, valid: valid, validFraction: validFraction, out: out,
      from: start.from, preset: preset, threads: threads, resumes: resume, findsRate: findRate
    ).validate()
    if outside?.isEmpty ?? false { throw ValidationError("outside: a label cannot be empty.") }
  }

  /// What flags change in a run from fresh weights.
  private var fresh: TrainingConfiguration {
    var configuration = preset?.configuration ?? TrainingConfiguration()
    configuration.network.isBidirectional = true
    configuration.text.boundary = .line
    return configuration
  }

  private func apply(to configuration: inout TrainingConfiguration) {
    start.apply(to: &configuration)
    text.apply(to: &configuration)
    network.apply(to: &configuration.network)
    if let direction { configuration.network.isBidirectional = direction == .both }
    regularization.apply(to: &configuration.network, embedding: network.embedding)
    runOptions.apply(to: &configuration)
    optimizer.apply(to: &configuration)
    configuration.precision = precision.precision ?? configuration.precision
    configuration.validationFraction = validFraction ?? configuration.validationFraction
    split.apply(to: &configuration)
    if let test { configuration.testFraction = test.value }
    configuration.asksDoctor = doctor ?? configuration.asksDoctor
  }

  /// Trains.
  func train<Kind: LabelKind>(
    _ kind: Kind.Type, format: LabelledFormat, pooling: Pooling?
  ) throws {
    let type = Kind.type
    let out = out ?? ""
    let model = try start.anyModel()
    var (configuration, labels, sources) =
      try resume ? resumed(type, pooling, out) : started(type, pooling, model)
    sources.change(
      corpus: files, validation: valid, invalid: invalid.invalid,
      encoding: encodingOption.encoding)
    if !resume, !findRate { try sources.checkDirectory(out) }
    func reader(_ paths: [String]) -> LabelledReader {
      LabelledReader(
        paths: paths, format: format, selection: sources.selection,
        invalidUTF8: sources.invalidUTF8)
    }
    let command = Kind.labelsSequences ? "classify train" : "tag train"
    // A run that started from a model has its vocabulary and labels.
    let known: (any TrainedModel)? =
      resume && sources.from != nil ? try LabelingModel<Kind>(contentsOf: out) : model
    let data = try Resumption.reading(
      sources, resume ? "charlm \(command) --out \(out) --resume" : nil
    ) {
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
    var view = TrainingView(trainer, data, command: command)
    let result = try trainer.run(shouldStop: { Interrupt.isRequested }) { view.show($0) }
    try view.finish(result.summary, json: json)
  }

  private typealias Settings = (TrainingConfiguration, LabelConfiguration, TrainingSources)

  /// The settings of a new run.
  private func started(
    _ type: ModelType, _ pooling: Pooling?, _ model: (any TrainedModel)?
  ) throws -> Settings {
    var configuration = model.map(TrainingConfiguration.init(labelingFrom:)) ?? fresh
    apply(to: &configuration)
    if let model { try configuration.validate(labelingFrom: model) }
    var labels = LabelConfiguration()
    labels.outside = outside ?? model?.configuration.outside ?? labels.outside
    if type == .classifier {
      labels.pooling =
        pooling ?? model?.configuration.pooling ?? LabelConfiguration.defaultPooling
    }
    var sources = TrainingSources()
    sources.start(from: start.from)
    return (configuration, labels, sources)
  }

  /// The settings of the run in a directory, with what may change changed.
  private func resumed(
    _ type: ModelType, _ pooling: Pooling?, _ out: String
  ) throws -> Settings {
    var (configuration, sources, stored) = try TrainingSources.ofRun(in: out, type: type)
    var labels = stored ?? LabelConfiguration()
    let before = labels.flags(configuration)
    apply(to: &configuration)
    labels.outside = outside ?? labels.outside
    if type == .classifier {
      labels.pooling = pooling ?? labels.pooling ?? LabelConfiguration.defaultPooling
    }
    try Resumption.check(from: before, to: labels.flags(configuration))
    return (configuration, labels, sources)
  }
}
