package import CharIO
package import CharLM
package import CharText
internal import Foundation

/// An evaluation of a model on a text, as a table and as JSON.
package struct EvaluationTable {
  /// A figure: its name, its JSON value, and its text if shown.
  private typealias Figure = (name: String, value: JSON, text: String?)

  private let figures: [Figure]
  private let losses: [TextLoss]

  /// Creates the table of an evaluation.
  package init(_ result: Evaluation, losses: [TextLoss], seconds: Double) {
    let perWord = result.perplexityPerWord
    figures = [
      Self.count("tokens", result.tokens), Self.count("characters", result.characters),
      Self.count("bytes", result.bytes), Self.count("words", result.words),
      Self.count("documents", result.documents),
      Self.count("unknown tokens", result.unknownTokens), Self.number("nats", result.nats, 2),
      Self.number("nats per token", result.natsPerToken, 4),
      Self.number("perplexity", result.perplexity, 4),
      Self.number("bits per character", result.bitsPerCharacter, 4),
      Self.number("bits per byte", result.bitsPerByte, 4),
      (
        "perplexity per word", .optional(perWord),
        perWord.map { $0 < 1e9 ? $0.fixed(2) : String(format: "%.3e", $0) }
      ),
      Self.number("seconds", seconds, 2),
    ]
    self.losses = losses
  }

  /// Creates the table of the test part of a corpus.
  package init(
    natsPerToken: Double, bitsPerCharacter: Double, tokens: Int, characters: Int,
    unknownTokens: Int, losses: [TextLoss], seconds: Double
  ) {
    figures = [
      Self.count("tokens", tokens), Self.count("characters", characters),
      Self.count("unknown tokens", unknownTokens),
      Self.number("nats", natsPerToken * Double(tokens), 2),
      Self.number("nats per token", natsPerToken, 4),
      Self.number("perplexity", exp(natsPerToken), 4),
      Self.number("bits per character", bitsPerCharacter, 4),
      Self.number("seconds", seconds, 2),
    ]
    self.losses = losses
  }

  private static func count(_ name: String, _ value: Int) -> Figure {
    (name, .integer(value), value.grouped)
  }

  private static func number(_ name: String, _ value: Double, _ decimals: Int) -> Figure {
    (name, .number(value), value.fixed(decimals))
  }

  /// One line per figure.
  package var text: String {
    let shown = figures.compactMap { figure in figure.text.map { (figure.name, $0) } }
    return TextTable(shown + losses.facts).text
  }

  /// All figures with stable keys.
  package var json: JSON {
    .object(
      figures.map { ($0.name.replacing(" ", with: "_"), $0.value) } + [("lossy", losses.json)])
  }
}
