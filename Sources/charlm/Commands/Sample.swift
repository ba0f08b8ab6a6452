import ArgumentParser
import CharIO
import CharLM
import CharText

/// The command `charlm sample`.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Generate text from a prompt.")

  private static let defaults = GenerationOptions()

  @OptionGroup var model: ModelOptions

  @Option(
    help: """
      The start of the text, or its end if the model reads backward; in most shells $'\\n' is a line \
      end. (default: text piped in, or none)
      """)
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

  @Option(
    help: """
      End before this text, for example $'\\n' to end with the line; may be given several times.
      """)
  var stop: [String] = []

  @OptionGroup var constraint: ConstraintOptions
  @OptionGroup var mixing: MixingOptions

  @Option(help: "How many texts. (default: 1)")
  var count: Int?

  @Option(
    help: """
      The same seed gives the same text. (default: a new one, printed on standard error)
      """)
  var seed: UInt64?

  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Leave the prompt out of what is printed.")
  var noPrompt = false

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
    let model = try mixing.apply(
      to: model.loadPredictor(precision: precision.precision), name: model.model)
    let prompt = try readPrompt(for: model.tokenizer)
    model.tokenizer.warn(about: prompt)
    for stop in stop { model.tokenizer.warn(aboutStop: stop) }
    let processors = try constraint.processors(model.tokenizer, length: options.length)
    var options = options
    if seed == nil {
      // Short enough to retype.
      options.sampling.seed = .random(in: 1...999_999_999)
      Console.note("seed \(options.sampling.seed)")
    }
    try self.model.naming {
      if let count, count > 1 {
        try writeTexts(model, prompt, options, count: count, processors)
      } else {
        try stream(model, prompt, options, processors)
      }
    }
  }

  /// Writes several texts, each when it is complete.
  private func writeTexts(
    _ model: some AutoregressiveModel, _ prompt: [UInt8], _ options: GenerationOptions, count: Int,
    _ processors: [any LogitsProcessor]
  ) throws {
    let shown = shown(prompt)
    let texts = try model.generate(prompt, options, count: count, processors: processors)
    for text in texts {
      if json {
        try show(model, prompt, text, options)
      } else {
        let whole = isBackward(model) ? text.text + shown : shown + text.text
        try Console.write("--- \(text.index + 1)\n\(whole)\n")
      }
    }
    if let failure = texts.failure { throw failure }
  }

  /// Streams a text piece by piece.
  private func stream(
    _ model: some AutoregressiveModel, _ prompt: [UInt8], _ options: GenerationOptions,
    _ processors: [any LogitsProcessor]
  ) throws {
    var generation = try model.generate(prompt, options, processors: processors)
    if !json && !isBackward(model) { try Console.write(shown(prompt)) }
    while let piece = generation.next() {
      if !json { try Console.write(piece) }
    }
    if !json { try Console.write(isBackward(model) ? "\(shown(prompt))\n" : "\n") }
    if let failure = generation.failure { throw failure }
    if json { try show(model, prompt, generation.output, options) }
  }

  private func isBackward(_ model: some AutoregressiveModel) -> Bool {
    model.tokenizer.configuration.direction == .backward
  }

  /// Returns the part of the prompt to print.
  private func shown(_ prompt: [UInt8]) -> String {
    noPrompt ? "" : String(decoding: prompt, as: UTF8.self)
  }

  private func show(
    _ model: some AutoregressiveModel, _ prompt: [UInt8], _ text: GeneratedText,
    _ options: GenerationOptions
  ) throws {
    var members: [(String, JSON)] = [
      ("text", .string(text.text)), ("tokens", .integer(text.count)),
      ("ending", .string((text.finishReason ?? .length).rawValue)),
      ("seed", .unsigned(options.sampling.seed)), ("index", .integer(text.index)),
    ]
    if !noPrompt {
      members.insert(("prompt", .string(String(decoding: prompt, as: UTF8.self))), at: 0)
    }
    if !model.tokenizer.vocabulary.conditionNames.isEmpty {
      members.append(("condition", text.condition.map { .string($0) } ?? .null))
    }
    try Console.line(JSON.object(members).text)
  }
}
