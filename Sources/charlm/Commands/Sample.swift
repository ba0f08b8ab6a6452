import ArgumentParser
import CharIO
import CharLM
import CharText

/// The command `charlm sample`.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Generate text from a prompt.")

  @OptionGroup var model: ModelOptions

  @Option(
    name: .shortAndLong,
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

  @OptionGroup var sampling: SamplingFlags

  @OptionGroup var constraint: ConstraintOptions
  @OptionGroup var copies: CopyOptions
  @OptionGroup var search: SearchFlags
  @OptionGroup var mixing: MixingOptions

  @Option(help: "How many texts. (default: 1)")
  var count: Int?

  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Leave the prompt out of what is printed.")
  var noPrompt = false

  @Flag(help: "Print a JSON object per text.")
  var json = false

  private var options: GenerationOptions {
    var options = GenerationOptions()
    options.condition = condition.condition
    if search.contrastive != nil { options.sampling.temperature = 0 }
    sampling.change(&options)
    return options
  }

  func validate() throws {
    try checkingFlags { try options.validate() }
    if let count, count < 1 {
      throw ValidationError("count: \(count) is out of range; give 1 or more")
    }
    try search.validate(count: count ?? 1)
    if let search = searchOptions(options) { try checkingFlags { try search.validate() } }
    if prompt != nil && promptFile != nil {
      throw ValidationError("Give --prompt or --prompt-file, not both.")
    }
  }

  func run() throws {
    let model = try mixing.apply(
      to: model.loadPredictor(precision: precision.precision), name: model.model)
    let prompt = try readPrompt(for: model.tokenizer)
    model.tokenizer.warn(about: prompt)
    for stop in options.stops { model.tokenizer.warn(aboutStop: stop) }
    var options = options
    let requested = try constraint.requested()
    options.length = sampling.length ?? requested?.longest ?? options.length
    let index = try copies.index(model, in: self.model.directory)
    // A search follows a rule instead.
    let searches = search.beams != nil
    let rule = try constraint.searchRule(
      searches ? requested : nil, model.tokenizer, length: options.length)
    let processors =
      try constraint.processors(
        searches ? nil : requested, model.tokenizer, length: options.length)
      + copies.processors(index)
      + search.contrastiveProcessor(model, condition: condition.condition)
    if sampling.seed == nil && search.isRandom {
      // Short enough to retype.
      options.sampling.seed = .random(in: 1...999_999_999)
      Console.note("seed \(options.sampling.seed)")
    }
    try self.model.naming {
      if let search = searchOptions(options) {
        try writeFound(model, prompt, search, rule, processors, index)
      } else if let drawn = search.bestOf {
        try writeBest(model, prompt, options, of: drawn, processors, index)
      } else if let count, count > 1 {
        try writeTexts(model, prompt, options, count: count, processors, index)
      } else {
        try stream(model, prompt, options, processors, index)
      }
    }
  }

  /// Writes several texts, each when it is complete.
  private func writeTexts(
    _ model: some AutoregressiveModel, _ prompt: [UInt8], _ options: GenerationOptions, count: Int,
    _ processors: [any LogitsProcessor], _ index: CopyIndex?
  ) throws {
    let texts = try model.generate(prompt, options, count: count, processors: processors)
    for text in texts { try write(model, prompt, text, options, number: text.index + 1, index) }
    if let failure = texts.failure { throw failure }
  }

  /// Writes a text that is complete, with its number if there are several.
  func write(
    _ model: some AutoregressiveModel, _ prompt: [UInt8], _ text: GeneratedText,
    _ options: GenerationOptions, number: Int, _ index: CopyIndex?
  ) throws {
    if json { return try show(model, prompt, text, options, index) }
    let shown = shown(prompt)
    let whole = isBackward(model) ? text.text + shown : shown + text.text
    try Console.write((count ?? 1 > 1 ? "--- \(number)\n" : "") + whole + "\n")
    showCopy(in: text, prompt, index)
  }

  /// Streams a text piece by piece.
  private func stream(
    _ model: some AutoregressiveModel, _ prompt: [UInt8], _ options: GenerationOptions,
    _ processors: [any LogitsProcessor], _ index: CopyIndex?
  ) throws {
    var generation = try model.generate(prompt, options, processors: processors)
    if !json && !isBackward(model) { try Console.write(shown(prompt)) }
    while let piece = generation.next() {
      if !json { try Console.write(piece) }
    }
    if !json { try Console.write(isBackward(model) ? "\(shown(prompt))\n" : "\n") }
    if let failure = generation.failure { throw failure }
    if json {
      try show(model, prompt, generation.output, options, index)
    } else {
      showCopy(in: generation.output, prompt, index)
    }
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
    _ options: GenerationOptions, _ index: CopyIndex?
  ) throws {
    var members: [(String, JSON)] = [
      ("text", .string(text.text)), ("tokens", .integer(text.count)),
      ("log_probability", .number(text.logProbability)),
      ("ending", .string((text.finishReason ?? .length).rawValue)),
      ("seed", .unsigned(options.sampling.seed)), ("index", .integer(text.index)),
    ]
    if !noPrompt {
      members.insert(("prompt", .string(String(decoding: prompt, as: UTF8.self))), at: 0)
    }
    if !model.tokenizer.vocabulary.conditionNames.isEmpty {
      members.append(("condition", text.condition.map { .string($0) } ?? .null))
    }
    if copies.novelty, let index {
      let copy = Self.copy(in: text, prompt, index)
      members.append(("longest_copy", copy.map(\.json) ?? .null))
    }
    try Console.line(JSON.object(members).text)
  }

  private static func copy(
    in text: GeneratedText, _ prompt: [UInt8], _ index: CopyIndex
  ) -> CopyIndex.Copy? {
    index.longestCopy(in: text.text, after: String(decoding: prompt, as: UTF8.self))
  }

  private func showCopy(in text: GeneratedText, _ prompt: [UInt8], _ index: CopyIndex?) {
    guard copies.novelty, let index else { return }
    copies.show(Self.copy(in: text, prompt, index))
  }
}
