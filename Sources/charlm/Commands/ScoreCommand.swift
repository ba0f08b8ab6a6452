import ArgumentParser
import CharLM
import CharText

/// The command `charlm score`.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Say how plausible each line of a text is.",
    discussion: """
      For every line: log-probability in nats, nats per token, and the line, separated by tabs. \
      A line starts at a document boundary.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "A file with a text a line, or - for standard input. (default: -)")
  var file: String?

  @Flag(help: "Print the names of the columns first.")
  var header = false

  @Flag(help: "Print a JSON object per line.")
  var json = false

  @Flag(help: "With --json, print every token with its log-probability.")
  var perToken = false

  @Flag(help: "Count the document boundary after each line too.")
  var end = false

  @Flag(help: "Print the most plausible line first, by nats per token.")
  var rank = false

  @OptionGroup var invalid: InvalidOption
  @OptionGroup var precision: PrecisionOption

  func validate() throws {
    if perToken && !json { throw ValidationError("--per-token needs --json.") }
    if header && json { throw ValidationError("Give --header or --json, not both.") }
  }

  func run() throws {
    let model = try model.load()
    let text = try TextInput.read(file ?? "-", invalid: invalid.invalid ?? .error)
    let lines = TextInput.lines(text)
    if header { try Console.line("log_probability\tnats_per_token\ttext") }
    if rank {
      let scores = lines.map { model.score($0, countsEnd: end) }
      // Of equals, the earlier line first; a line of nothing last.
      let order = scores.indices.sorted {
        let (a, b) = (scores[$0].natsPerToken ?? .infinity, scores[$1].natsPerToken ?? .infinity)
        return a != b ? a < b : $0 < $1
      }
      for i in order { try show(scores[i], model) }
    } else {
      for line in lines { try show(model.score(line, countsEnd: end), model) }
    }
  }

  private func show(_ score: Score, _ model: LanguageModel) throws {
    guard json else {
      try Console.line(
        "\(score.logProbability.fixed(4))\t\((score.natsPerToken ?? 0).fixed(4))\t\(score.text)")
      return
    }
    var members: [(String, JSON)] = [
      ("text", .string(score.text)), ("tokens", .integer(score.tokens.count)),
      ("log_probability", .number(score.logProbability)),
      ("nats_per_token", .optional(score.natsPerToken)),
      ("perplexity", .optional(score.perplexity)),
      ("unknown_tokens", .integer(score.unknownTokens)),
    ]
    if perToken {
      let pairs = zip(score.tokens, score.tokenLogProbabilities).map { token, value in
        JSON.array([.string(model.tokenizer.text(of: token)), .number(value)])
      }
      members.append(("token_log_probabilities", .array(pairs)))
    }
    try Console.line(JSON.object(members).text)
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
