import ArgumentParser
import CharLM
import CharText

extension Tag {
  /// The command `charlm tag eval`.
  struct Eval: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "eval",
      abstract: "Measure a tagger on files of two columns: accuracy, F1, confusion.")

    @OptionGroup var options: LabelEvalOptions

    func run() throws { try options.evaluate(TokenLabels.self, format: .columns) }
  }
}
