public import ArgumentParser
import CharLM
public import CharNetwork
import CharText

extension Pooling: ExpressibleByArgument {}

/// The command `charlm classify`.
struct Classify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Give every text a label: its language, author, …",
    discussion: "A file of labeled texts has a label, a tab and a text on each line.",
    subcommands: [Train.self, Apply.self, Eval.self])
}

extension Classify {
  /// The command `charlm classify train`.
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "train",
      abstract: "Train a classifier on lines of label, tab and text.",
      discussion: """
        Some lines are held out to measure on, chosen by the seed, unless --valid names other files. \
        The first Ctrl-C finishes the step and saves; --resume goes on exactly there. --from starts from \
        a classifier, or from the layers of a language model. --find-rate advises a learning rate and \
        writes nothing.
        """)

    @OptionGroup var options: LabelTrainOptions

    @Option(help: .labelSetting("pool")) var pool: Pooling?

    func validate() throws {
      // The network of a model is not known yet.
      guard options.from == nil else { return }
      var network = NetworkConfiguration()
      network.isBidirectional = options.direction != .forward
      network.outputLayers = options.network.details.outputLayers ?? 0
      try checkingFlags {
        _ = try CharacterNetwork(
          network, vocabularySize: 2, head: .textLabels(2, pool ?? .mean))
      }
    }

    func run() throws {
      try options.train(TextLabels.self, format: .lines, pooling: pool)
    }
  }
}
