import ArgumentParser
import CharIO
import CharLM
import CharReport
import CharText

/// The command `charlm tokenize`.
struct Tokenize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize",
    abstract: "Show a text as a model's tokens, or tokens as text.")

  @OptionGroup var model: ModelOptions

  @Argument(help: "A file, or - for standard input. (default: -)")
  var file: String?

  @Option(help: "Start with the document boundary and this condition.")
  var condition: String?

  @Flag(help: "Print every token on a line with what it stands for.")
  var pieces = false

  @Flag(help: "Print one JSON object with ids and pieces.")
  var json = false

  @Flag(help: "Read token numbers, print the text.")
  var detokenize = false

  @OptionGroup var invalid: InvalidOption
  @OptionGroup var encodingOption: EncodingOption

  func validate() throws {
    if condition != nil && detokenize {
      throw ValidationError("Give --condition or --detokenize, not both.")
    }
    if pieces && detokenize { throw ValidationError("Give --pieces or --detokenize, not both.") }
    if json && (pieces || detokenize) {
      throw ValidationError("Give --json or --\(pieces ? "pieces" : "detokenize"), not both.")
    }
  }

  func run() throws {
    let tokenizer = try model.loadPredictor().tokenizer
    if detokenize {
      let text = try TextInput.read(file ?? "-")
      let tokens = try text.split(whereSeparator: \.isWhitespace).map { word in
        guard let token = Token(word), tokenizer.vocabulary.contains(token) else {
          throw Failure(
            "\(place(of: word, in: text)): \(word) is not a token of this model; "
              + "give numbers from 0 to \(tokenizer.vocabulary.count - 1)")
        }
        return token
      }
      try Console.write(tokenizer.decode(tokens))
      return
    }
    let text = try TextInput.read(
      file ?? "-", for: tokenizer, invalid: invalid.invalid ?? .error,
      encoding: encodingOption.encoding
    ).bytes
    let start = try condition.map {
      [Vocabulary.documentBoundary, try tokenizer.condition(named: $0)]
    }
    let tokens = try (start ?? []) + tokenizer.encode(text)
    var unknown = UnknownTokens(tokenizer)
    unknown.add(String(decoding: text, as: UTF8.self))
    unknown.warn("--detokenize does not give the text back")
    if json {
      try Console.line(
        JSON.object([
          ("ids", .array(tokens.map { .integer(Int($0)) })),
          ("pieces", .array(tokens.map { .string(tokenizer.text(of: $0)) })),
        ]).text)
    } else if pieces {
      for token in tokens {
        try Console.line("\(token)\t\(tokenizer.vocabulary.displayName(of: token))")
      }
    } else {
      try Console.line(tokens.map(String.init).joined(separator: " "))
    }
  }

  /// Returns the place of a word as file, line and column.
  private func place(of word: Substring, in text: String) -> String {
    let before = text[..<word.startIndex]
    let line = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    let name = file.flatMap { $0 == "-" ? nil : $0 } ?? "standard input"
    return "\(name):\(before.count { $0.isNewline } + 1):\(line.count + 1)"
  }
}
