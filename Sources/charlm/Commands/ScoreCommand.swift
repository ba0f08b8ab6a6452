import ArgumentParser
import CharIO
import CharLM
import CharText
import Foundation

/// The command `charlm score`.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Say how plausible each line of a text is.",
    discussion: """
      For every line: log-probability in nats, nats per token, and the line, separated by tabs; with \
      --unknown-tokens also, before the line, how many of its tokens the model does not know. A line \
      starts at a document boundary.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "A file with a text a line, or - for standard input. (default: -)")
  var file: String?

  @OptionGroup var condition: ConditionOption

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
    let model = try model.load(precision: precision.precision)
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
    var ranked: [(line: [UInt8], score: Score)] = []
    while let lines = try input.nextBytes() {
      changed += lines.count { isChanged($0, model) }
      let scores = try self.model.naming {
        try model.scores(ofLines: lines, condition: condition.condition, countsEnd: end)
      }
      for score in scores {
        unknown.add(score.unknownTokens, of: score.tokens.count, in: score.text)
      }
      if rank {
        ranked += zip(lines, scores).map { (line: $0, score: $1) }
      } else {
        if isFirst { try Console.write(columns) }
        try Console.write(zip(lines, scores).flatMap { row($0, $1, model) })
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
    // Of equals, the earlier line first.
    let order = ranked.indices.sorted {
      let (a, b) = (rank(ranked[$0].score, model), rank(ranked[$1].score, model))
      return a != b ? a < b : $0 < $1
    }
    for i in order { try Console.write(row(ranked[i].line, ranked[i].score, model)) }
  }

  /// Sorts lines that the model knows in full before those with unknown tokens, and lines of nothing
  /// last.
  ///
  /// The probability of `<unk>` is that of all unknown characters together; here each has an equal
  /// share of it.
  private func rank(_ score: Score, _ model: LanguageModel) -> (group: Int, nats: Double) {
    guard let nats = score.natsPerToken else { return (2, 0) }
    guard score.unknownTokens > 0 else { return (0, nats) }
    let share = Double(score.unknownTokens) / Double(score.tokens.count)
    let others = max(1, Self.scalars - model.tokenizer.vocabulary.count)
    return (1, nats + share * log(Double(others)))
  }

  /// The number of Unicode scalars.
  private static let scalars = 0x110000 - 0x800

  private func isChanged(_ line: [UInt8], _ model: LanguageModel) -> Bool {
    model.tokenizer.prepared(line, isStart: false) != line
  }

  /// The names of the columns, where they are asked for.
  private var columns: String {
    guard header else { return "" }
    return "log_probability\tnats_per_token\t\(unknownTokens ? "unknown_tokens\t" : "")text\n"
  }

  private func row(_ line: [UInt8], _ score: Score, _ model: LanguageModel) -> [UInt8] {
    guard json else {
      let figures =
        "\(score.logProbability.fixed(4))\t\((score.natsPerToken ?? 0).fixed(4))\t"
        + (unknownTokens ? "\(score.unknownTokens)\t" : "")
      return Array(figures.utf8) + line + [UInt8(ascii: "\n")]
    }
    var members: [(String, JSON)] = [
      ("text", .string(score.text)), ("tokens", .integer(score.tokens.count)),
      ("log_probability", .number(score.logProbability)),
      ("nats_per_token", .optional(score.natsPerToken)),
      ("perplexity", .optional(score.perplexity)),
      ("unknown_tokens", .integer(score.unknownTokens)),
    ]
    if isChanged(line, model) {
      let read = model.tokenizer.prepared(line, isStart: false)
      members.append(("normalized", .string(String(decoding: read, as: UTF8.self))))
    }
    if perToken {
      let pairs = zip(score.tokens, score.tokenLogProbabilities).map { token, value in
        JSON.array([.string(model.tokenizer.text(of: token)), .number(value)])
      }
      members.append(("token_log_probabilities", .array(pairs)))
    }
    return Array((JSON.object(members).text + "\n").utf8)
  }
}

extension Tokenizer {
  /// What a token stands for: its text, or its name if it has none of its own.
  func text(of token: Token) -> String {
    guard token >= Vocabulary.firstPiece else { return vocabulary.displayName(of: token) }
    return String(validating: vocabulary.bytes(of: token), as: UTF8.self)
      ?? vocabulary.displayName(of: token)
  }
}
