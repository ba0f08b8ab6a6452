import ArgumentParser
import CharLM
import CharNetwork
import CharText

extension Classify {
  /// The command `charlm classify apply`.
  struct Apply: ParsableCommand {
    static let configuration = CommandConfiguration(
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

    @OptionGroup var invalid: InvalidOption
    @OptionGroup var precision: ReadingPrecisionOption

    func validate() throws {
      if let top, !(1...1_000_000).contains(top) {
        throw ValidationError("top: \(top) is out of range; give 1 to 1000000")
      }
    }

    func run() throws {
      let model = try model.loadLabeller(ClassifyingNetwork.self, precision: precision.precision)
      var input = try LineInput(file ?? "-", invalid: invalid.invalid ?? .error)
      let labeller = model.makeLabeller()
      while let lines = try input.next() {
        let rows = zip(lines, labeller.classify(lines)).map { row($0, $1) }
        try Console.write(rows.joined())
      }
    }

    /// What is printed for a line.
    private func row(_ text: String, _ labels: [LabelProbability]) -> String {
      let best = labels.prefix(top ?? 1)
      guard json else {
        return best.map { "\($0.label)\t\($0.probability.fixed(4))\t" }.joined() + text + "\n"
      }
      return JSON.object([
        ("text", .string(text)), ("label", .string(labels[0].label)),
        ("probability", .number(labels[0].probability)),
        (
          "labels",
          .array(
            best.map {
              .object([("label", .string($0.label)), ("probability", .number($0.probability))])
            })
        ),
      ]).text + "\n"
    }
  }
}
