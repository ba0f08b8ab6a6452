import ArgumentParser
import CharIO
import CharLM
import CharText
import Foundation

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

  @OptionGroup var corpusOptions: CorpusOptions
  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if let window, !(1...1_000_000).contains(window) {
      throw ValidationError("window: \(window) is out of range; give 1 to 1000000")
    }
    guard test else {
      if files.isEmpty { throw ValidationError("Name the text to measure on, or give --test.") }
      return
    }
    if !files.isEmpty || window != nil {
      throw ValidationError(
        "--test knows its text and reads it whole; leave out files and --window.")
    }
  }

  func run() throws {
    let model = try model.load(precision: precision.precision)
    guard !test else { return try measureTest(model) }
    let clock = ContinuousClock()
    let start = clock.now
    let corpus = try corpusOptions.reader(files).encode(with: model.tokenizer)
    for warning in corpus.warnings { Console.warning(warning) }
    let result = try self.model.naming { try model.evaluate(corpus, window: window) }
    let seconds = start.duration(to: clock.now) / .seconds(1)
    UnknownTokens.warn(
      result.unknownTokens, of: result.tokens,
      "do not compare these figures with those of other models")
    let losses = model.tokenizer.configuration.losses(hasUnknown: result.unknownTokens > 0)
    if json {
      try Console.line(
        JSON.object([
          ("tokens", .integer(result.tokens)), ("characters", .integer(result.characters)),
          ("bytes", .integer(result.bytes)), ("words", .integer(result.words)),
          ("documents", .integer(result.documents)),
          ("unknown_tokens", .integer(result.unknownTokens)), ("nats", .number(result.nats)),
          ("nats_per_token", .number(result.natsPerToken)),
          ("perplexity", .number(result.perplexity)),
          ("bits_per_character", .number(result.bitsPerCharacter)),
          ("bits_per_byte", .number(result.bitsPerByte)),
          ("perplexity_per_word", .optional(result.perplexityPerWord)),
          ("seconds", .number(seconds)), ("lossy", .array(losses.map { .string($0.rawValue) })),
        ]).text)
    } else {
      var rows: [(String, String)] = [
        ("tokens", result.tokens.grouped), ("characters", result.characters.grouped),
        ("bytes", result.bytes.grouped), ("words", result.words.grouped),
        ("documents", result.documents.grouped), ("unknown tokens", result.unknownTokens.grouped),
        ("nats", result.nats.fixed(2)), ("nats per token", result.natsPerToken.fixed(4)),
        ("perplexity", result.perplexity.fixed(4)),
        ("bits per character", result.bitsPerCharacter.fixed(4)),
        ("bits per byte", result.bitsPerByte.fixed(4)),
      ]
      if let perplexity = result.perplexityPerWord {
        let figure = perplexity < 1e9 ? perplexity.fixed(2) : String(format: "%.3e", perplexity)
        rows.append(("perplexity per word", figure))
      }
      rows.append(("seconds", seconds.fixed(2)))
      try Console.write(Table.text(rows + losses.rows))
    }
  }
}

/// Names and values in two columns.
enum Table {
  static func text(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, value in
      name + String(repeating: " ", count: width + 2 - name.count) + value + "\n"
    }.joined()
  }
}
