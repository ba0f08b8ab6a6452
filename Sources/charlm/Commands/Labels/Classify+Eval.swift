import ArgumentParser
import CharLM
import CharText

extension Classify {
  /// The command `charlm classify eval`.
  struct Eval: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "eval",
      abstract: "Measure a classifier on labeled lines: accuracy, F1, confusion.")

    @OptionGroup var options: LabelEvalOptions

    func run() throws { try options.evaluate(TextLabels.self, format: .lines) }
  }
}
