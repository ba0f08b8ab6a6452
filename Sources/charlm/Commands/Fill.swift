import ArgumentParser
import CharForms
import CharIO
import CharLM
import CharReport
import CharText

/// The command `charlm fill`.
struct Fill: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fill",
    abstract: "Fill gaps in a text.",
    discussion: """
      Each ___ in the text is a gap. What precedes and what follows decides what fills it; with a \
      model that reads backward, fillings are more often right.

      With --template gaps in braces say what fills them: {4} or {2-8} characters, {word}, \
      {sentence}, {line}, {/[a-z]+ly/}, with a temperature {word t=0.8}; {name:1-12} has a name, and \
      {name} is the same text again. {{ and }} are braces.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "The text with gaps.")
  var text: String?

  @Option(help: "A file with the text, or - for standard input; its last line end is left out.")
  var file: String?

  @Flag(help: "Fill each line of the file as a text of its own.")
  var lines = false

  @Option(
    help: """
      The model that reads backward; none = fill without one. (default: MODEL-backward beside MODEL, \
      if there is one)
      """)
  var backward: String?

  @OptionGroup(title: "Gaps") var gaps: GapOptions
  @OptionGroup(title: "Search") var search: FillSearchOptions
  @OptionGroup var condition: ConditionOption
  @OptionGroup var mixing: MixingOptions
  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Print a JSON object per text.")
  var json = false

  func validate() throws {
    if text == nil && file == nil { throw ValidationError("Give a text with gaps, or --file.") }
    if text != nil && file != nil { throw ValidationError("Give the text or --file, not both.") }
    if lines && file == nil { throw ValidationError("--lines needs --file.") }
    if backward == "" { throw ValidationError("A path is empty; name a model for --backward.") }
  }

  func run() throws {
    let texts = try texts()
    // Gaps are checked before the model is loaded.
    let gap = try gaps.gap()
    let templates = try texts.enumerated().map { try template($1, filledBy: gap, line: $0 + 1) }
    let forward = try mixing.load(model, precision)
    let backward = try backwardModel()
    let names = [model.model] + mixing.mix.map(\.path) + (backward.map { [$0.name] } ?? [])
    let infiller = try PredictionError.naming(names) { try self.infiller(forward, backward) }
    var options = search.options
    options.condition = condition.condition
    try condition.check(forward, name: model.model)
    if search.seed == nil, templates.contains(where: options.draws) {
      options.seed = .random(in: 1...999_999_999)
      Console.note("seed \(options.seed)")
    }
    for (number, template) in templates.enumerated() {
      warn(about: template, forward.tokenizer)
      let filled = try PredictionError.naming(names) {
        try GapOptions.refusing { try infiller.fill(template, options) }
      }
      for (place, text) in filled.enumerated() {
        try write(text, place: place, line: lines ? number + 1 : nil)
      }
    }
  }

  // MARK: Texts

  private func texts() throws -> [String] {
    if let text { return [text] }
    let whole = try TextInput.whole(file ?? "-")
    guard lines else { return [String(decoding: whole.withoutLastLineEnd, as: UTF8.self)] }
    // An empty file is a text without a gap.
    let texts = whole.string.lines
    return texts.isEmpty ? [""] : texts
  }

  private func template(_ text: String, filledBy gap: Gap, line: Int) throws -> Template {
    let line = lines ? line : nil
    let template = try gaps.template(text, filledBy: gap, in: file, line: line)
    guard template.gaps.isEmpty else { return template }
    let place = file.map { file in line.map { "\(file):\($0): " } ?? "\(file): " } ?? ""
    throw Failure(
      "\(place)the text has no gap; write \(gaps.blank) where one is"
        + (gaps.template ? ", or {1-12}" : ""))
  }

  /// Warns about text that a model does not read as it stands.
  private func warn(about template: Template, _ tokenizer: Tokenizer) {
    let texts = template.parts.compactMap { part in
      if case .text(let text) = part { text } else { nil }
    }
    Console.warn(tokenizer.warnings(about: Array(texts.joined().utf8)))
  }

  // MARK: Models

  private func backwardModel() throws -> (name: String, model: any AutoregressiveModel)? {
    if let backward {
      if backward == "none" { return nil }
      return (backward, try ModelOptions.parse([backward]).loadPredictor())
    }
    guard let partner = LanguageModel.backwardPartner(of: try model.directory) else { return nil }
    Console.note("\(partner) reads backward (--backward none fills without it)")
    return (partner, try ModelOptions.parse([partner]).loadPredictor())
  }

  private func infiller(
    _ forward: any AutoregressiveModel, _ backward: (name: String, model: any AutoregressiveModel)?
  ) throws -> Infiller {
    do {
      return try Infiller(
        forward, backward: backward?.model, name: backward?.name ?? "backward model")
    } catch InfillingError.readsBackward {
      throw Failure("\(model.model): \(InfillingError.readsBackward)")
    }
  }

  // MARK: Output

  private func write(_ filled: FilledText, place: Int, line: Int?) throws {
    let row = FillingRow(filled, line: line)
    if json { return try Console.line(row.json.text) }
    let count = search.options.count
    if count == 1 || filled.text.contains("\n") {
      let number = count == 1 ? "" : "--- \(place + 1)\n"
      return try Console.line(number + filled.text)
    }
    try Console.line(row.columns)
  }
}
