import ArgumentParser
import CharIO
import CharLM
import CharNetwork
import CharReport
import CharText

extension Tag {
  /// The command `charlm tag apply`.
  struct Apply: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "apply",
      abstract: "Label the characters of a text.",
      discussion: """
        Each line is a sequence. Prints two columns, with an empty line after each sequence; with \
        --insert the text itself, every label but the one that stands for nothing after its character.
        """)

    @OptionGroup var model: ModelOptions

    @Argument(help: "A file, or - for standard input. (default: -)")
    var file: String?

    @Flag(help: "Print the text with the labels in it.")
    var insert = false

    @Flag(help: "Print a JSON object per line.")
    var json = false

    @OptionGroup var outside: OutsideOption
    @OptionGroup var lineInput: LineInputOptions
    @OptionGroup var precision: ReadingPrecisionOption

    func validate() throws {
      if insert && json { throw ValidationError("Give --insert or --json, not both.") }
    }

    func run() throws {
      let model = try model.loadLabeler(TokenLabels.self, precision: precision.precision)
      let outside = try outside.label(of: model)
      var unknown = UnknownTokens(model.tokenizer)
      var input = try lineInput.open(file)
      while let lines = try input.next() {
        let texts = lines.map { model.tokenizer.characterTokens(of: $0) }
        let labels = try self.model.naming { try model.tag(texts) }
        let rows = lines.indices.map { index in
          let (line, labels) = (lines[index], labels[index])
          let tokens = texts[index].tokens.dropFirst()
          let count = tokens.count { $0 == Vocabulary.unknown }
          unknown.add(count, of: tokens.count, in: line)
          return row(labels, outside, unknown: count)
        }
        try Console.write(rows.joined())
      }
      input.warn()
      unknown.warn("labels there are less certain than they seem")
    }

    /// Returns the output for a line.
    private func row(_ characters: [LabeledCharacter], _ outside: String?, unknown: Int) -> String {
      if insert {
        return LabelsFromText.insert(
          characters.map(\.character), characters.map(\.label), outside: outside) + "\n"
      }
      guard json else {
        if characters.isEmpty { return "" }
        return characters.map {
          "\(LabeledFormat.escape($0.character))\t\(LabeledFormat.escape($0.label))\n"
        }.joined() + "\n"
      }
      return JSON.object([
        ("text", .string(characters.map(\.character).joined())),
        ("characters", .array(characters.map { .string($0.character) })),
        ("labels", .array(characters.map { .string($0.label) })),
        ("probabilities", .array(characters.map { .number($0.probability) })),
        ("unknown_tokens", .integer(unknown)),
      ]).text + "\n"
    }
  }
}
