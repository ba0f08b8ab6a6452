import ArgumentParser
import CharIO
import CharLM
import CharNGram
import CharReport
import CharText
import CharTraining

/// The command `charlm ngram train`.
struct NGramTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train an n-gram model on text by modified Kneser-Ney smoothing.",
    discussion: """
      The text is cut as charlm train cuts it, so that the losses of both can be compared.
      """)

  @Argument(help: "Files, directories (read recursively), or - for standard input.")
  var corpus: [String]

  @OptionGroup var model: NewModelOption

  @Option(help: "n: the predicted character and those before it, 1 to 32.")
  var order = 6

  @Option(
    parsing: .upToNextOption,
    help: """
      Leave out n-grams that occur at most so often, a number for each length from 1; the last holds for \
      all longer ones: 0 0 0 1. (default: none)
      """)
  var prune: [Int] = []

  @Option(
    help: """
      Leave out n-grams without which the perplexity rises by less than this share, such as 1e-7. \
      (default: none)
      """)
  var pruneEntropy: Double?

  @Option(help: "Round probabilities to so many bits, 8 to 16, for a smaller file. (default: none)")
  var bits: Int?

  @Option(
    help: """
      Use the characters and the text settings of this model, so that --mix can mix the two. (default: the \
      characters of the corpus)
      """)
  var like: String?

  @OptionGroup(title: "Text") var text: TextOptions
  @OptionGroup(title: "Text") var corpusOptions: CorpusOptions

  @Option(parsing: .upToNextOption, help: "Files to measure on, instead of a part of the corpus.")
  var valid: [String] = []

  @OptionGroup var heldOut: NGramHeldOutOptions
  @OptionGroup var cache: CacheOption

  @Flag(help: "Print one JSON object.")
  var json = false

  private var settings: TrainingConfiguration {
    var settings = TrainingConfiguration()
    text.apply(to: &settings)
    heldOut.change(&settings)
    // The minimum length of a text to learn from.
    settings.window = 1
    return settings
  }

  /// The cut-offs; nil if they are not valid.
  private var pruning: NGramPruning? {
    prune.isEmpty ? NGramPruning.none : NGramPruning(cutoffs: prune)
  }

  func validate() throws {
    try checkRange("order", order, NGramCounts.orders)
    guard pruning != nil else {
      throw ValidationError(
        "prune: the first number is 0, and none is smaller than the one before; for example 0 0 0 1"
      )
    }
    if let pruneEntropy, !(pruneEntropy > 0 && pruneEntropy < 1) {
      throw ValidationError(
        "prune-entropy: \(pruneEntropy) is out of range; give more than 0, less than 1")
    }
    try checkRange("bits", bits, NGramModel.bits)
    try checkingFlags { try settings.validate() }
    if corpus.contains("") || valid.contains("") {
      throw ValidationError("A path is empty; name a file or directory.")
    }
    if !valid.isEmpty && heldOut.validFraction != nil {
      throw ValidationError("Give --valid or --valid-fraction, not both.")
    }
    try TrainingArguments.check(splitFlag: heldOut.splitFlag, valid: valid, hasTest: false)
  }

  /// Reads the tokenizer of the model whose characters are to be used.
  private func tokenizer(ofModel name: String) throws -> Tokenizer {
    let tokenizer = try ModelOptions.parse([name]).loadPredictor().tokenizer
    var given = settings(like: tokenizer)
    text.apply(to: &given)
    guard given.text == tokenizer.configuration, text.minCount == nil, text.maxVocabulary == nil
    else {
      throw Failure(
        "--like \(name): the text settings are those of the model; leave other ones out")
    }
    return tokenizer
  }

  private func settings(like tokenizer: Tokenizer) -> TrainingConfiguration {
    var settings = settings
    settings.text = tokenizer.configuration
    return settings
  }

  func run() throws {
    let watch = Stopwatch()
    let sources = TrainingSources(corpus: corpus, validation: valid, options: corpusOptions)
    try sources.checkDirectory(model.out)
    try NGramLanguageModel.checkNewDirectory(model.out)
    let tokenizer = try like.map(tokenizer(ofModel:))
    let data = try TrainingData(
      sources.reader(sources.corpus),
      validation: valid.isEmpty ? nil : sources.reader(sources.validation),
      tokenizer.map(settings(like:)) ?? settings,
      vocabulary: tokenizer.map { .fixed($0) } ?? .corpus, cache: cache.tokens)
    Console.warn(data.warnings)
    let progress = ReadingProgress("counting")
    progress.expect(data.training.count)
    let result = progress.showing {
      NGramLanguageModel(
        data, order: order, pruning: pruning ?? .none, relativePerplexity: pruneEntropy, bits: bits)
    }
    try result.save(to: model.out)
    try result.lineDistribution(of: data.heldOut)?.save(to: model.out)
    let seconds = watch.seconds
    let losses = result.losses(of: data.heldOut).map { ($0.natsPerToken, $0.bitsPerCharacter) }
    let report = NGramReport(
      result, trainingTokens: data.training.count, losses: losses, in: model.out, order: order,
      seconds: seconds)
    try Console.show(report, asJSON: json)
  }
}
