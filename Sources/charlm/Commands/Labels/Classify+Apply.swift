import ArgumentParser
import CharIO
import CharLM
import CharNetwork
import CharReport
import CharText

extension Classify {
  /// The command `charlm classify apply`.
  struct Apply: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "apply",
      abstract: "Label the lines of a text.",
      discussion: """
        For every line, in the same order: its likeliest label, how likely that is, and the line, \
        separated by tabs; with --top N the N likeliest labels before it.
        """)

    @OptionGroup var model: ModelOptions

    @Argument(help: "A file with a text a line, or - for standard input. (default: -)")
    var file: String?

    @Option(help: "Labels to print of every line. (default: 1)")
    var top: Int?

    @Flag(help: "Print a JSON object per line.")
    var json = false

    @OptionGroup var lineInput: LineInputOptions
    @OptionGroup var precision: ReadingPrecisionOption

    func validate() throws { try checkRange("top", top, 1...1_000_000) }

    func run() throws {
      let model = try model.loadLabeler(TextLabels.self, precision: precision.precision)
      var unknown = UnknownTokens(model.tokenizer)
      var input = try lineInput.open(file)
      while let lines = try input.next() {
        let texts = lines.map { model.tokenizer.tokens(of: $0) }
        let labels = try self.model.naming { try model.classify(texts) }
        let rows = lines.indices.map { index in
          let (line, tokens, labels) = (lines[index], texts[index], labels[index])
          let count = tokens.count { $0 == Vocabulary.unknown }
          unknown.add(count, of: tokens.count, in: line)
          let row = LabeledLine(line, labels, top: top ?? 1, unknown: count)
          return json ? row.json.text + "\n" : row.columns
        }
        try Console.write(rows.joined())
      }
      input.warn()
      unknown.warn("the labels of their lines are less certain than they seem")
    }
  }
}
