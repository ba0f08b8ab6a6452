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
    commandName: "eval",
    abstract: "Measure how well a model predicts a text.",
    discussion: """
      The text is one stream: state is carried from token to token through a document, and the first \
      token of a document is predicted from the document boundary. Several models before the text are \
      compared in one table.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "More models to compare with, then files, directories, or - for standard input.")
  var files: [String] = []

  @Flag(help: "Measure on the part that train --test held out, instead of files.")
  var test = false

  @Option(help: "Cut the text into windows of N tokens that each start from nothing.")
  var window: Int?

  @Flag(help: "Show each document too.")
  var perDocument = false

  @OptionGroup var mixing: MixingOptions
  @OptionGroup var corpusOptions: CorpusOptions
  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try checkRange("window", window, 1...1_000_000)
    if let adaptation = mixing.adaptation, window != nil {
      throw ValidationError("--\(adaptation) reads one stream; leave out --window.")
    }
    guard test else {
      if files.isEmpty { throw ValidationError("Name the text to measure on, or give --test.") }
      return
    }
    if !files.isEmpty || window != nil || mixing.isGiven || perDocument {
      throw ValidationError(
        "--test knows its text and reads it whole; leave out files, --window, --mix, --dynamic, --cache "
          + "and --per-document.")
    }
  }

  func run() throws {
    let models = files.prefix(while: ModelName.isModel)
    guard models.isEmpty && !perDocument else { return try compare(Array(models)) }
    let model = try model.loadPredictor(precision: precision.precision)
    guard !test else {
      guard let model = model as? LanguageModel else {
        throw Failure("\(self.model.model): is an n-gram model, which has no test part; name files")
      }
      return try measureTest(model)
    }
    let watch = Stopwatch()
    let corpus = try corpusOptions.reader(files).encode(with: model.tokenizer)
    Console.warn(corpus.warnings)
    let others = try mixing.others()
    let predictor = try mixing.apply(
      to: model, name: self.model.model, adapts: false, others: others)
    let progress = ReadingProgress("evaluating")
    progress.expect(
      corpus.tokens.count * (1 + others.count) * (mixing.adaptation == nil ? 1 : 2))
    let result = try self.model.naming(mixing) {
      try progress.showing { try predictor.evaluate(corpus, window: window) }
    }
    let adapted = try mixing.adaptation.map { name in
      try self.model.naming(mixing) {
        let adapting = try mixing.apply(to: model, name: self.model.model, others: others)
        return try progress.showing { (name, try adapting.evaluate(corpus)) }
      }
    }
    let seconds = watch.seconds
    UnknownTokens.warn(
      result.unknownTokens, of: result.tokens,
      "do not compare these figures with those of other models")
    let losses = model.tokenizer.configuration.losses(hasUnknown: result.unknownTokens > 0)
    try show(EvaluationTable(result, adapted: adapted, losses: losses, seconds: seconds))
  }

  private func show(_ table: EvaluationTable) throws {
    try Console.show(table, asJSON: json)
  }

  /// Compares the model with others, or shows its documents.
  private func compare(_ others: [String]) throws {
    let texts = Array(files.dropFirst(others.count))
    guard !texts.isEmpty else {
      throw ValidationError("Name the text to measure on, after the models.")
    }
    guard window == nil && !mixing.isGiven else {
      throw ValidationError(
        "Several models, and --per-document, read the text whole; leave out --window, --mix, "
          + "--dynamic and --cache."
      )
    }
    guard others.isEmpty || !model.last else {
      throw ValidationError("--last is for one model; leave it out to compare several.")
    }
    let first = (model.model, try model.loadPredictor(precision: precision.precision))
    let models =
      try [first]
      + others.map { name in
        (name, try ModelOptions.parse([name]).loadPredictor())
      }
    let corpora = perDocument ? try documents(of: texts, models) : []
    var measured = 0
    let progress = ReadingProgress("evaluating")
    let comparison: ModelComparison
    do {
      comparison = try progress.showing {
        try ModelComparison(models) { tokenizer in
          let corpus =
            try corpora.isEmpty
            ? corpusOptions.reader(texts).encode(with: tokenizer) : corpora[measured]
          // The same for all models, which have about as many tokens to read.
          if measured == 0 {
            Console.warn(corpus.warnings)
            progress.expect(corpus.tokens.count * models.count)
          }
          measured += 1
          return corpus
        }
      }
    } catch let error as PredictionError {
      // The text is read once for each model.
      throw Failure("\(models[measured - 1].0): \(error.message)")
    }
    let table = ComparisonTable(comparison, showsDocuments: perDocument)
    try Console.show(table, asJSON: json)
  }

  /// Reads a text for each model, all of which have to divide it into the same documents.
  private func documents(
    of texts: [String], _ models: [(name: String, model: any AutoregressiveModel)]
  ) throws -> [EncodedCorpus] {
    let corpora = try models.map { _, model in
      try corpusOptions.reader(texts).encode(with: model.tokenizer)
    }
    let counts = corpora.map { $0.tokens.count { $0 == Vocabulary.documentBoundary } }
    guard Set(counts).count == 1 else {
      throw Failure(
        "\(texts.joined(separator: ", ")): the models do not divide the text into the same documents"
          + (ModelComparison.contractDifference(of: models).map { " (\($0))" } ?? "")
          + "; leave out --per-document")
    }
    return corpora
  }

  /// Evaluates on the test part of a run's corpus.
  private func measureTest(_ model: LanguageModel) throws {
    let watch = Stopwatch()
    let directory = try self.model.directory
    let part = try Resumption.knowingText(
      "\(self.model.model): does not tell which text it was trained on; name the text instead of "
        + "--test"
    ) { try self.model.naming { try TestPart(of: model, in: directory) } }
    let losses = model.tokenizer.configuration.losses(hasUnknown: part.unknownTokens > 0)
    try show(
      EvaluationTable(
        natsPerToken: part.natsPerToken, bitsPerCharacter: part.bitsPerCharacter,
        tokens: part.tokens, characters: part.characters, unknownTokens: part.unknownTokens,
        losses: losses, seconds: watch.seconds))
  }
}
