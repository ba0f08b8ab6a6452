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
      starts at a document boundary. With --dynamic the model learns from the lines in their order.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "A file with a text a line, or - for standard input. (default: -)")
  var file: String?

  @OptionGroup var condition: ConditionOption
  @OptionGroup var mixing: MixingOptions

  @Flag(help: "Print the names of the columns first.")
  var header = false

  @Flag(help: "Print a JSON object per line.")
  var json = false

  @Flag(help: "With --json, print every token with its log-probability.")
  var perToken = false

  @Flag(help: "Count the document boundary after each line too.")
  var end = false

  @Flag(help: "Add a column before the text: tokens unknown to the model.")
  var unknownTokens = false

  @Flag(
    help: """
      Print the most plausible line first, by nats per token; lines with unknown tokens come after \
      all others.
      """)
  var rank = false

  @OptionGroup var invalid: InvalidOption
  @OptionGroup var encodingOption: EncodingOption
  @OptionGroup var precision: ReadingPrecisionOption

  func validate() throws {
    if perToken && !json { throw ValidationError("--per-token needs --json.") }
    if header && json { throw ValidationError("Give --header or --json, not both.") }
    if unknownTokens && json {
      throw ValidationError("--json has unknown_tokens anyway; leave out --unknown-tokens.")
    }
  }

  func run() throws {
    let model = try mixing.apply(
      to: model.loadPredictor(precision: precision.precision), name: model.model)
    if condition.condition == nil, !model.tokenizer.vocabulary.conditionNames.isEmpty {
      throw Failure(
        "\(self.model.model): the model reads texts under conditions; say which one with --condition "
          + "(charlm info lists them)")
    }
    var input = try LineInput(
      file ?? "-", invalid: invalid.invalid ?? .error, for: model.tokenizer.configuration,
      encoding: encodingOption.encoding)
    var isFirst = true
    var changed = 0
    var unknown = UnknownTokens(model.tokenizer)
    var ranked: [ScoreRow] = []
    while var lines = try input.nextBytes() {
      // A model that learns hears all lines in one stream.
      while mixing.dynamic, let more = try input.nextBytes() { lines += more }
      let scores = try self.model.naming {
        try model.scores(ofLines: lines, condition: condition.condition, countsEnd: end)
      }
      for score in scores {
        unknown.add(score.unknownTokens, of: score.tokens.count, in: score.text)
      }
      let rows = zip(lines, scores).map { ScoreRow($0, $1, model.tokenizer) }
      changed += rows.count(where: \.isChanged)
      if rank {
        ranked += rows
      } else {
        if isFirst { try Console.write(columns) }
        try Console.write(rows.flatMap(text))
      }
      isFirst = false
    }
    if isFirst || rank { try Console.write(columns) }
    input.warn()
    if changed > 0 {
      Console.warning(
        "\(changed.grouped) \(changed == 1 ? "line is" : "lines are") not read as they stand: the "
          + "model reads \(model.tokenizer.treatment)")
    }
    unknown.warn("do not compare lines that have some with others")
    // Ties keep the order of lines.
    let order = ranked.indices.sorted {
      let (a, b) = (ranked[$0].rank, ranked[$1].rank)
      return a != b ? a < b : $0 < $1
    }
    for i in order { try Console.write(text(ranked[i])) }
  }

  /// The column names, if requested.
  private var columns: String {
    guard header else { return "" }
    return "log_probability\tnats_per_token\t\(unknownTokens ? "unknown_tokens\t" : "")text\n"
  }

  private func text(_ row: ScoreRow) -> [UInt8] {
    json
      ? Array((row.object(perToken: perToken).text + "\n").utf8)
      : row.columns(unknownTokens: unknownTokens)
  }
}
