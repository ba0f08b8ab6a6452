import ArgumentParser
import CharIO
import CharLM
import CharNumerics
import CharReport
import CharText
import CharTraining

/// The command `charlm eval`.
struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how well a model predicts a text.",
    discussion: """
      The text is one stream: state is carried from token to token through a document, and the first \
      token of a document is predicted from the document boundary.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "Files, directories, or - for standard input.")
  var files: [String] = []

  @Flag(help: "Measure on the part that train --test held out, instead of files.")
  var test = false

  @Option(help: "Cut the text into windows of N tokens that each start from nothing.")
  var window: Int?

  @OptionGroup var mixing: MixingOptions
  @OptionGroup var corpusOptions: CorpusOptions
  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if let window, !(1...1_000_000).contains(window) {
      throw ValidationError("window: \(window) is out of range; give 1 to 1000000")
    }
    if mixing.dynamic && window != nil {
      throw ValidationError("--dynamic reads one stream; leave out --window.")
    }
    guard test else {
      if files.isEmpty { throw ValidationError("Name the text to measure on, or give --test.") }
      return
    }
    if !files.isEmpty || window != nil || mixing.isGiven {
      throw ValidationError(
        "--test knows its text and reads it whole; leave out files, --window, --mix and --dynamic.")
    }
  }

  func run() throws {
    let model = try model.loadPredictor(precision: precision.precision)
    guard !test else {
      guard let model = model as? LanguageModel else {
        throw Failure("\(self.model.model): is an n-gram model, which has no test part; name files")
      }
      return try measureTest(model)
    }
    let clock = ContinuousClock()
    let start = clock.now
    let corpus = try corpusOptions.reader(files).encode(with: model.tokenizer)
    for warning in corpus.warnings { Console.warning(warning) }
    let others = try mixing.others()
    let predictor = try mixing.apply(
      to: model, name: self.model.model, isDynamic: false, others: others)
    let result = try self.model.naming { try predictor.evaluate(corpus, window: window) }
    let dynamic =
      mixing.dynamic
      ? try self.model.naming {
        try mixing.apply(to: model, name: self.model.model, others: others).evaluate(corpus)
      } : nil
    let seconds = start.duration(to: clock.now) / .seconds(1)
    UnknownTokens.warn(
      result.unknownTokens, of: result.tokens,
      "do not compare these figures with those of other models")
    let losses = model.tokenizer.configuration.losses(hasUnknown: result.unknownTokens > 0)
    try show(EvaluationTable(result, dynamic: dynamic, losses: losses, seconds: seconds))
  }

  private func show(_ table: EvaluationTable) throws {
    if json { try Console.line(table.json.text) } else { try Console.write(table.text) }
  }

  /// Evaluates on the test part of a run's corpus.
  private func measureTest(_ model: LanguageModel) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let directory = try self.model.directory
    let (configuration, _, _) = try TrainingSources.ofRun(in: directory)
    guard (configuration.testFraction ?? 0) > 0 else {
      throw FileError(
        path: directory, problem: "is of a run without a test part; train with --test FRACTION")
    }
    let text = try TrainingData(ofRunIn: directory).test
    guard let result = model.losses(of: text) else {
      throw FileError(
        path: directory, problem: "is of a run whose test part is empty; its text is too short")
    }
    let seconds = start.duration(to: clock.now) / .seconds(1)
    let tokenizer = model.tokenizer
    let unknown = text.tokens.count { $0 == Vocabulary.unknown }
    try show(
      EvaluationTable(
        natsPerToken: result.natsPerToken, bitsPerCharacter: result.bitsPerCharacter,
        tokens: text.targets(tokenizer.vocabulary), characters: text.characters,
        unknownTokens: unknown, losses: tokenizer.configuration.losses(hasUnknown: unknown > 0),
        seconds: seconds))
  }
}
