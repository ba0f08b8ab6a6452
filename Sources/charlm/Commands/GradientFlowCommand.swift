import ArgumentParser
import CharIO
import CharLM
import CharNetwork
import CharReport
import CharText
import CharTraining

/// The command `charlm gradient-flow`.
struct GradientFlowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradient-flow",
    abstract: "Show how far back in a text a model can learn from one prediction.",
    discussion: """
      Windows of the text are read side by side. The loss of their last step is followed back, and the \
      length of its gradient with respect to each step's state is printed, relative to the last step's: \
      a ratio near 0 says that the gradient vanishes, one far above 1 that it explodes.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "Files, directories, or - for standard input.")
  var files: [String]

  @Option(help: "Steps of a window. (default: 128)")
  var window: Int?

  @Option(help: "Windows side by side at most. (default: 64)")
  var lanes: Int?

  @OptionGroup var corpusOptions: CorpusOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try checkRange("window", window, 2...100_000)
    try checkRange("lanes", lanes, 2...100_000)
  }

  func run() throws {
    let model = try model.load()
    let steps = window ?? 128
    let corpus = try corpusOptions.reader(files).encode(with: model.tokenizer)
    Console.warn(corpus.warnings)
    UnknownTokens.warn(
      corpus.statistics.unknownTokens, of: corpus.tokens.count,
      "gradients of such a text say little")
    let tokens = model.unbrokenTokens(of: corpus)
    guard let batch = TokenBatch(windowsOf: tokens, steps: steps, lanes: lanes ?? 64) else {
      throw Failure(
        "the text has \(tokens.count) tokens, but a window of \(steps) steps needs "
          + "\(steps + 1); give more text or a smaller --window")
    }
    let flow = model.network.gradientFlow(batch, model.parameters)
    try self.model.naming { guard flow.isFinite else { throw PredictionError.notFinite } }
    try Console.show(GradientFlowTable(flow, lanes: batch.lanes), asJSON: json)
  }
}
