import ArgumentParser
import CharIO
import CharLM
import CharReport
import CharText

/// The command `charlm sample`.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Generate text from a prompt.")

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

  var options: GenerationOptions {
    var options = GenerationOptions()
    options.condition = condition.condition
    if search.contrastive != nil { options.sampling.temperature = 0 }
    sampling.change(&options)
    return options
  }

  func validate() throws {
    try checkingFlags { try options.validate() }
    try checkRange("count", count, 1...)
    try search.validate(count: count ?? 1)
    if let search = searchOptions(options) { try checkingFlags { try search.validate() } }
    if prompt != nil && promptFile != nil {
      throw ValidationError("Give --prompt or --prompt-file, not both.")
    }
  }

  func run() throws {
    let model = try loaded()
    let prompt = try readPrompt(for: model.tokenizer)
    Console.warn(model.tokenizer.warnings(about: prompt))
    Console.warn(
      options.stops.compactMap { model.tokenizer.warning(aboutStop: $0) }.map { "--stop \($0)" })
    let prepared = try prepared(model, prompt)
    let isOne = count ?? 1 == 1 && search.beams == nil && search.bestOf == nil
    if isOne && !json { return try self.model.naming(mixing) { try stream(model, prepared) } }
    let receipt = json ? try receipt(prepared).json : nil
    try texts(prepared) { text, place in
      if let receipt {
        try show(text, prepared, receipt)
      } else {
        try write(text, prepared, number: place + 1)
      }
      return true
    }
  }

  /// Writes a text that is complete, with its number if there are several.
  private func write(_ text: GeneratedText, _ prepared: PreparedSample, number: Int) throws {
    let shown = shown(prepared.plan.prompt)
    let whole = isBackward(prepared.plan.model) ? text.text + shown : shown + text.text
    try Console.write((count ?? 1 > 1 ? "--- \(number)\n" : "") + whole + "\n")
    showCopy(in: text, prepared)
  }

  /// Streams a text piece by piece.
  private func stream(_ model: some AutoregressiveModel, _ prepared: PreparedSample) throws {
    let prompt = prepared.plan.prompt
    var generation = try model.generate(
      prompt, prepared.plan.options, processors: prepared.plan.processors)
    if !isBackward(model) { try Console.write(shown(prompt)) }
    while let piece = generation.next() { try Console.write(piece) }
    try Console.write(isBackward(model) ? "\(shown(prompt))\n" : "\n")
    if let failure = generation.failure { throw failure }
    showCopy(in: generation.output, prepared)
  }

  private func isBackward(_ model: any AutoregressiveModel) -> Bool {
    model.tokenizer.configuration.direction == .backward
  }

  /// Returns the part of the prompt to print.
  private func shown(_ prompt: [UInt8]) -> String {
    noPrompt ? "" : String(decoding: prompt, as: UTF8.self)
  }

  private func show(
    _ text: GeneratedText, _ prepared: PreparedSample, _ receipt: JSON
  ) throws {
    var members: [(String, JSON)] = [
      ("text", .string(text.text)), ("tokens", .integer(text.count)),
      ("log_probability", .number(text.logProbability)),
      ("ending", .string((text.finishReason ?? .length).rawValue)),
      ("seed", .unsigned(prepared.plan.options.sampling.seed)), ("index", .integer(text.index)),
    ]
    if !noPrompt {
      members.insert(
        ("prompt", .string(String(decoding: prepared.plan.prompt, as: UTF8.self))), at: 0)
    }
    if !prepared.plan.model.tokenizer.vocabulary.conditionNames.isEmpty {
      members.append(("condition", text.condition.map { .string($0) } ?? .null))
    }
    if copies.novelty, let index = prepared.index {
      let copy = Self.copy(in: text, prepared.plan.prompt, index)
      members.append(("longest_copy", copy.map(\.json) ?? .null))
    }
    members.append(("receipt", receipt))
    try Console.line(JSON.object(members).text)
  }

  private static func copy(
    in text: GeneratedText, _ prompt: [UInt8], _ index: CopyIndex
  ) -> CopyIndex.Copy? {
    index.longestCopy(in: text.text, after: String(decoding: prompt, as: UTF8.self))
  }

  private func showCopy(in text: GeneratedText, _ prepared: PreparedSample) {
    guard copies.novelty, let index = prepared.index else { return }
    copies.show(Self.copy(in: text, prepared.plan.prompt, index))
  }
}
