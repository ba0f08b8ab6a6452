import ArgumentParser
import CharLM
import CharText

extension Tag {
  /// The command `charlm tag train`.
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "train",
      abstract: "Train a tagger on files of two columns.",
      discussion: """
        The last part of the files is held out to measure on, unless --valid names others. The first \
        Ctrl-C finishes the step and saves; --resume goes on exactly there. --from starts from a tagger, \
        or from the layers of a language model. --find-rate advises a learning rate and writes nothing.
        """)

    @OptionGroup var options: LabelTrainOptions

    func run() throws {
      try options.train(TokenLabels.self, format: .columns, pooling: nil)
    }
  }
}
