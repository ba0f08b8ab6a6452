import ArgumentParser
import CharIO
import CharLM
import CharReport
import CharText

/// The command `charlm score`.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Say how plausible each line of a text is.",
    discussion: """
      For every line: log-probability in nats, nats per token, and the line, separated by tabs; with \
      --unknown-tokens also, before the line, how many of its tokens the model does not know. A line \
      starts at a document boundary. With --dynamic the model learns from the lines in their order. \
      At a terminal, the lines are ranked and described in words. --report, --html, --surprisal-by and \
      --hidden-states read the whole text instead, each document with running context.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "A file with a text a line, or - for standard input. (default: -)")
  var file: String?

  @Option(help: "A text to score, instead of a file; may be given several times.")
  var text: [String] = []

  @Option(help: "Text before each line, which is read but not scored. (default: none)")
  var given: String?

  @OptionGroup var condition: ConditionOption
  @OptionGroup var mixing: MixingOptions
  @OptionGroup var format: ScoreFormatOptions
  @OptionGroup var surprisal: SurprisalOptions

  @Flag(help: "Count the document boundary after each line too.")
  var end = false

  @OptionGroup var lineInput: LineInputOptions
  @OptionGroup var precision: ReadingPrecisionOption

  func validate() throws {
    if file != nil && !text.isEmpty { throw ValidationError("Give a file or --text, not both.") }
    guard surprisal.isGiven else { return }
    if given != nil || end || condition.condition != nil || format.isOfLines {
      throw ValidationError(
        "--report, --html, --surprisal-by and --hidden-states read whole documents; leave out --given, "
          + "--end, --condition and the formats of lines.")
    }
    if let adaptation = mixing.adaptation {
      throw ValidationError(
        "A model that learns or remembers is measured by lines; leave out --\(adaptation).")
    }
    if text.count > 1 { throw ValidationError("Give one --text, or a file.") }
  }

  func run() throws {
    let models = [model.model] + mixing.mix.map(\.path)
    for path in surprisal.files {
      try OutputFile.check(path, isNot: text.isEmpty ? [file ?? "-"] : [], models: models)
    }
    let model = try mixing.load(model, precision)
    guard !surprisal.isGiven else {
      let reading = SurprisalReading(
        model: model, name: self.model.model, options: surprisal, format: format)
      return try self.model.naming(mixing) { try reading.read(located(model.tokenizer)) }
    }
    try condition.check(model, name: self.model.model)
    try score(model)
  }

  /// The whole text.
  private func located(_ tokenizer: Tokenizer) throws -> LocatedText {
    if let text = text.first { return try LocatedText(text, for: tokenizer) }
    return try LocatedText(
      contentsOf: file ?? "-", for: tokenizer, encoding: lineInput.encodingOption.encoding,
      invalid: lineInput.policy)
  }

  /// Scores the lines and prints them.
  private func score(_ model: any AutoregressiveModel) throws {
    let tokenizer = model.tokenizer
    let distribution = try LineDistribution(ofModelIn: self.model.directory)
    let scale = ScoreScale(
      distribution, exponent: format.lengthExponent, hasContext: !(given ?? "").isEmpty)
    var output = ScoreOutput(format, scale, model: self.model.model)
    Console.warn(tokenizer.warnings(about: Array((given ?? "").utf8)))
    var unknown = UnknownTokens(tokenizer)
    var fit = FitSample()
    var changed = 0
    try readLines(tokenizer) { lines in
      let scores = try self.model.naming(mixing) {
        try model.scores(
          ofLines: lines, given: given ?? "", condition: condition.condition, countsEnd: end)
      }
      for score in scores {
        unknown.add(score.unknownTokens, of: score.tokens.count, in: score.text)
      }
      fit.add(scores)
      let rows = zip(lines, scores).map { ScoreRow($0, $1, tokenizer) }
      changed += rows.count(where: \.isChanged)
      try output.add(rows)
    }
    if changed > 0 {
      Console.warning(
        "\(changed.grouped) \(changed == 1 ? "line is" : "lines are") not read as they stand: the "
          + "model reads \(tokenizer.treatment)")
    }
    unknown.warn("do not compare lines that have some with others")
    if !scale.hasContext, let reason = fit.reason(distribution, model) {
      Console.warning("\(self.model.model): \(reason.words)")
    }
    try output.finish()
    if format.isInWords, distribution == nil {
      Console.note(
        "charlm calibrate \(self.model.model) FILE, with held-out lines, lets this say how unusual a "
          + "text is.")
    }
  }

  /// Reads lines in batches: those available, or all for a model that takes them in as one stream.
  private func readLines(_ tokenizer: Tokenizer, take: ([[UInt8]]) throws -> Void) throws {
    guard text.isEmpty else { return try take(text.map { Array($0.utf8) }) }
    var input = try lineInput.open(file, for: tokenizer.configuration)
    while var lines = try input.nextBytes() {
      while mixing.adaptation != nil, let more = try input.nextBytes() { lines += more }
      try take(lines)
    }
    input.warn()
  }
}
