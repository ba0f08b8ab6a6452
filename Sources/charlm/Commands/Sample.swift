import ArgumentParser
import CharLM
import CharNumerics
import CharText
import Foundation

/// The command `charlm sample`.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Generate text from a prompt.")

  private static let defaults = GenerationOptions()

  @OptionGroup var model: ModelOptions

  @Option(help: "The start of the text, or its end if the model reads backward. (default: none)")
  var prompt: String?

  @Option(
    help:
      "A file with the start of the text, or - for standard input; its last line end is left out.")
  var promptFile: String?

  @OptionGroup var condition: ConditionOption

  @Option(help: "Tokens to generate at most. (default: \(defaults.length))")
  var length: Int?

  @Option(
    help: """
      Below 1 safer, above 1 wilder, 0 always the likeliest. (default: \
      \(defaults.sampling.temperature))
      """)
  var temperature: Double?

  @Option(help: "Draw from the K likeliest tokens. (default: all)")
  var topK: Int?

  @Option(
    help: """
      Draw from the likeliest tokens that make up this share, more than 0, up to 1. \
      (default: all)
      """)
  var topP: Double?

  @Option(
    help: """
      Draw from tokens at least this times as likely as the likeliest, 0 to 1. (default: all)
      """)
  var minP: Double?

  @Option(help: "Draw from the tokens of typical surprise that make up this share. (default: all)")
  var typicalP: Double?

  @Option(
    help: """
      Make tokens of the recent past less likely; 1 = not. (default: \
      \(defaults.sampling.repetitionPenalty))
      """)
  var repetitionPenalty: Double?

  @Option(help: "How many tokens count as recent. (default: \(defaults.sampling.repetitionWindow))")
  var repetitionWindow: Int?

  @Option(help: "End before this text; may be given several times.")
  var stop: [String] = []

  @Option(help: "How many texts. (default: 1)")
  var count: Int?

  @Option(help: "The same seed gives the same text. (default: \(defaults.sampling.seed))")
  var seed: UInt64?

  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Print a JSON object per text.")
  var json = false

  private var options: GenerationOptions {
    var options = GenerationOptions()
    options.condition = condition.condition
    options.length = length ?? options.length
    options.stops = stop
    options.sampling.temperature = temperature ?? options.sampling.temperature
    options.sampling.topK = topK
    options.sampling.topP = topP
    options.sampling.minP = minP
    options.sampling.typicalP = typicalP
    options.sampling.repetitionPenalty = repetitionPenalty ?? options.sampling.repetitionPenalty
    options.sampling.repetitionWindow = repetitionWindow ?? options.sampling.repetitionWindow
    options.sampling.seed = seed ?? options.sampling.seed
    return options
  }

  func validate() throws {
    try checkingFlags { try options.sampling.validate() }
    if let length, length < 0 {
      throw ValidationError("length: \(length) is out of range; give 0 or more")
    }
    if let count, count < 1 {
      throw ValidationError("count: \(count) is out of range; give 1 or more")
    }
    if prompt != nil && promptFile != nil {
      throw ValidationError("Give --prompt or --prompt-file, not both.")
    }
  }

  func run() throws {
    let model = try model.load(precision: precision.precision)
    let prompt = try readPrompt(for: model.tokenizer.configuration)
    model.tokenizer.warn(about: prompt)
    let isBackward = model.tokenizer.configuration.direction == .backward
    if let count, count > 1 {
      let shown = String(decoding: prompt, as: UTF8.self)
      for text in try model.generate(prompt, options, count: count) {
        if json {
          try show(model, shown, text)
        } else {
          let whole = isBackward ? text.text + shown : shown + text.text
          try Console.write("--- \(text.index + 1)\n\(whole)\n")
        }
      }
    } else {
      try stream(model, prompt)
    }
  }

  /// The prompt; one that stands on the command line is taken as it was typed there.
  private func readPrompt(for text: TextConfiguration) throws -> [UInt8] {
    if let promptFile {
      return TextInput.withoutLastLineEnd(try TextInput.read(promptFile, for: text))
    }
    guard let prompt else { return [] }
    let bytes = Self.typed(prompt, "--prompt")
    guard !text.takesAnyBytes, String(validating: bytes, as: UTF8.self) == nil else {
      return bytes
    }
    Console.warning("the prompt is not valid UTF-8; what cannot be read is U+FFFD")
    return Array(prompt.utf8)
  }

  /// The bytes of the value that an option has on the command line.
  private static func typed(_ value: String, _ option: String) -> [UInt8] {
    let arguments = processArguments
    let name = Array(option.utf8)
    let start = name + [UInt8(ascii: "=")]
    for (index, argument) in arguments.enumerated().reversed() {
      let found =
        if argument.starts(with: start) {
          Array(argument.dropFirst(start.count))
        } else if index > 0, arguments[index - 1] == name {
          argument
        } else {
          [UInt8]()
        }
      if String(decoding: found, as: UTF8.self).utf8.elementsEqual(value.utf8) { return found }
    }
    return Array(value.utf8)
  }

  /// One text, piece by piece.
  private func stream(_ model: LanguageModel, _ prompt: [UInt8]) throws {
    let isBackward = model.tokenizer.configuration.direction == .backward
    let shown = String(decoding: prompt, as: UTF8.self)
    if !json && !isBackward { try Console.write(shown) }
    var generation = try model.generate(prompt, options)
    var text = ""
    while let piece = generation.next() {
      if json { text += piece } else { try Console.write(piece) }
    }
    if json {
      try show(
        model, shown,
        GeneratedText(
          index: 0, text: text, condition: generation.condition, count: generation.count,
          ending: generation.ending ?? .length))
    } else {
      try Console.write(isBackward ? "\(shown)\n" : "\n")
    }
  }

  private func show(_ model: LanguageModel, _ prompt: String, _ text: GeneratedText) throws {
    var members: [(String, JSON)] = [
      ("prompt", .string(prompt)), ("text", .string(text.text)), ("tokens", .integer(text.count)),
      ("ending", .string(text.ending.rawValue)), ("seed", .unsigned(options.sampling.seed)),
      ("index", .integer(text.index)),
    ]
    if !model.tokenizer.vocabulary.conditionNames.isEmpty {
      members.append(("condition", text.condition.map { .string($0) } ?? .null))
    }
    try Console.line(JSON.object(members).text)
  }
}
