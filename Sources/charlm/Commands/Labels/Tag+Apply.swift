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
          let row = TaggedLine(labels, unknown: count)
          if insert { return row.inserted(outside: outside) }
          return json ? row.json.text + "\n" : row.columns
        }
        try Console.write(rows.joined())
      }
      input.warn()
      unknown.warn("labels there are less certain than they seem")
    }
  }
}
