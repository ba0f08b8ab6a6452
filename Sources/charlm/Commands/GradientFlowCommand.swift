import ArgumentParser
import CharIO
import CharLM
import CharNetwork
import CharText
import Foundation

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
    for (name, value) in [("window", window), ("lanes", lanes)] {
      if let value, !(2...100_000).contains(value) {
        throw ValidationError("\(name): \(value) is out of range; give 2 to 100000")
      }
    }
  }

  func run() throws {
    let model = try model.load()
    let steps = window ?? 128
    var tokens = try corpusOptions.reader(files).encode(with: model.tokenizer).tokens
    model.tokenizer.configuration.direction.order(&tokens, of: model.tokenizer.vocabulary)
    // Documents end the flow, so that they are left out.
    tokens.removeAll {
      $0 == Vocabulary.documentBoundary || model.tokenizer.vocabulary.isCondition($0)
    }
    let count = min(lanes ?? 64, (tokens.count - 1) / steps)
    guard count > 0 else {
      throw Failure(
        "the text has \(tokens.count) tokens, but a window of \(steps) steps needs "
          + "\(steps + 1); give more text or a smaller --window")
    }
    let starts = (0..<count).map { $0 * ((tokens.count - 1) / count) }
    func row(_ shift: Int) -> [Token] {
      (0..<steps).flatMap { step in starts.map { tokens[$0 + step + shift] } }
    }
    let batch = TokenBatch(
      steps: steps, lanes: count, inputs: row(0), targets: row(1),
      boundary: Vocabulary.documentBoundary)
    try show(model.network.gradientFlow(batch, model.parameters), lanes: count)
  }

  private func show(_ flow: GradientFlow, lanes: Int) throws {
    if json {
      try Console.line(
        JSON.object([
          ("window", .integer(flow.norms[0].count)), ("lanes", .integer(lanes)),
          ("ratios", .array(flow.ratios.map { .optional($0) })),
          ("norms", .array(flow.norms.map { .array($0.map { .number($0) }) })),
        ]).text)
      return
    }
    let steps = flow.norms[0].count
    var back = [0]
    while let last = back.last, last < steps - 1 { back.append(min(steps - 1, max(1, 2 * last))) }
    var rows = [("steps back", back.map { "\($0)".leftPadded(9) }.joined())]
    for (index, norms) in flow.norms.enumerated() {
      let last = norms[steps - 1]
      let cells = back.map { distance in
        let ratio = norms[steps - 1 - distance] / last
        return (ratio.isFinite ? String(format: "%.2g", ratio) : "-").leftPadded(9)
      }
      rows.append(("layer \(index)", cells.joined()))
    }
    try Console.write(Table.text(rows))
  }
}

extension String {
  /// With spaces before it, up to a width.
  fileprivate func leftPadded(_ width: Int) -> String {
    String(repeating: " ", count: max(1, width - count)) + self
  }
}
