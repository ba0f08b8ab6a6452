import ArgumentParser
import CharLM
import CharNetwork
import CharNumerics
import CharSettings
import CharText
import CharTraining
import Foundation

/// Which way layers read.
enum Direction: String, CaseIterable, ExpressibleByArgument {
  case both, forward
}

/// How labelled text becomes tokens.
struct LabelTextOptions: SettingOptions {
  @Option(help: .setting("unit")) var unit: TextUnit?
  @Option(help: .setting("normalize")) var normalize: Normalization?
  @Flag(inversion: .prefixedNo, help: .setting("casefold")) var casefold: Bool?
  @Option(help: .setting("line-ends")) var lineEnds: LineEnds?
  @Option(help: .setting("min-count")) var minCount: Int?
  @Option(help: .setting("max-vocabulary")) var maxVocabulary: OrNone<Int>?

  func apply(to configuration: inout TrainingConfiguration) { change(&configuration) }
}

/// All that training a tagger and training a classifier have in common.
struct LabelTrainOptions: ParsableArguments {
  @Argument(help: "Labelled files, directories (read recursively), or - for standard input.")
  var files: [String] = []

  @Option(help: "The model directory to write; new, empty, or with --resume an old one.")
  var out: String

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

  @Option(help: .setting("valid-fraction")) var validFraction: Double?

  @OptionGroup var split: ValidationSplitOption

  @Option(help: .labelSetting("outside")) var outside: String?

  @OptionGroup(title: "Run") var watch: WatchOptions

  @Option(help: "Threads at most. (default: all processors)")
  var threads: Int?

  @Flag(help: "Go on in --out where the run there stopped.")
  var resume = false

  @Flag(help: "Print one JSON object at the end.")
  var json = false

  func validate() throws {
    var configuration = Self.start
    try checkingFlags {
      apply(to: &configuration)
      try configuration.validate()
      if let threads, !(1...4096).contains(threads) {
        throw SettingError.outOfRange("threads", value: "\(threads)", allowed: "1 to 4096")
      }
      // What only such a network refuses.
      _ = try TaggingNetwork(configuration.network, vocabularySize: 2, labels: 2)
    }
    if files.isEmpty && !resume {
      throw ValidationError(
        "Name the labelled text to train on: a file, a directory, or - for standard input.")
    }
    if out.isEmpty || files.contains("") || valid.contains("") {
      throw ValidationError("A path is empty; name a file or directory.")
    }
    if !valid.isEmpty && validFraction != nil {
      throw ValidationError("Give --valid or --valid-fraction, not both.")
    }
    if outside?.isEmpty ?? false { throw ValidationError("outside: a label cannot be empty.") }
  }

  /// What flags change.
  private static var start: TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.network.isBidirectional = true
    configuration.text.boundary = .line
    return configuration
  }

  private func apply(to configuration: inout TrainingConfiguration) {
    text.apply(to: &configuration)
    network.apply(to: &configuration.network)
    if let direction { configuration.network.isBidirectional = direction == .both }
    regularization.apply(to: &configuration.network, embedding: network.embedding)
    runOptions.apply(to: &configuration)
    optimizer.apply(to: &configuration)
    configuration.precision = precision.precision ?? configuration.precision
    configuration.validationFraction = validFraction ?? configuration.validationFraction
    split.apply(to: &configuration)
  }

  /// Trains.
  func train<N: LabellingNetwork>(
    _ network: N.Type, format: LabelledFormat, pooling: Pooling?
  ) throws {
    let (configuration, labels, sources) = try settings(
      N.labelsSequences ? .classifier : .tagger, pooling)
    if !resume { try sources.checkDirectory(out) }
    func reader(_ paths: [String]) -> LabelledReader {
      LabelledReader(
        paths: paths, format: format, selection: sources.selection,
        invalidUTF8: sources.invalidUTF8)
    }
    let command = N.labelsSequences ? "classify" : "tag"
    let data = try Resumption.reading(
      sources, resume ? "charlm \(command) train --out \(out) --resume" : nil
    ) {
      try LabelData(
        reader(sources.corpus),
        validation: sources.validation.isEmpty ? nil : reader(sources.validation), format: format,
        configuration)
    }
    let trainer = try LabelTrainer<N>(
      data, configuration, labels, directory: out, sources: sources, threads: threads,
      resumes: resume, tensorBoard: watch.tensorboard)
    Interrupt.listen()
    var view = LabelTrainingView(trainer, data, command: command)
    let result = try trainer.run(shouldStop: { Interrupt.isRequested }) { view.show($0) }
    try view.finish(result.summary, json: json)
  }

  /// What the run is started with, or goes on with.
  private func settings(
    _ type: ModelType, _ pooling: Pooling?
  ) throws -> (TrainingConfiguration, LabelConfiguration, TrainingSources) {
    var configuration = Self.start
    var labels = LabelConfiguration()
    var sources = TrainingSources()
    var before: (TrainingConfiguration, LabelConfiguration)?
    if resume {
      let old = try TrainingSources.ofRun(in: out, type: type)
      (configuration, sources) = (old.configuration, old.sources)
      labels = old.labels ?? labels
      before = (configuration, labels)
    }
    apply(to: &configuration)
    labels.outside = outside ?? labels.outside
    if type == .classifier {
      labels.pooling = pooling ?? labels.pooling ?? LabelConfiguration.defaultPooling
    }
    if let before {
      try configuration.validate(resuming: before.0)
      try labels.validate(resuming: before.1)
    }
    sources.change(
      corpus: files, validation: valid, invalid: invalid.invalid,
      encoding: encodingOption.encoding)
    return (configuration, labels, sources)
  }
}
