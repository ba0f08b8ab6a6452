package import CharIO
package import CharLM
package import CharText
internal import Foundation

/// An evaluation of a model on a text, as a table and as JSON.
package struct EvaluationTable: PrintedResult {
  /// A figure: its name, its JSON value, and its text if shown.
  private typealias Figure = (name: String, value: JSON, text: String?)

  private let figures: [Figure]
  /// The losses of the model that takes in the text as it reads it, and the name of the way.
  private var adapted: (name: String, losses: [Figure])?
  private let losses: [TextLoss]

  /// Creates the table of an evaluation.
  ///
  /// - Parameters:
  ///   - result: the evaluation.
  ///   - adapted: the same with a model that takes in the text as it reads it, and the name of the way.
  ///   - losses: what the text loses before it is read.
  ///   - seconds: the time it took.
  package init(
    _ result: Evaluation, adapted: (name: String, result: Evaluation)? = nil,
    losses: [TextLoss], seconds: Double
  ) {
    figures =
      Self.counts(result) + Self.losses(result) + [Self.number("seconds", seconds, 2)]
    self.adapted = adapted.map { ($0.name, Self.losses($0.result)) }
    self.losses = losses
  }

  private static func counts(_ result: Evaluation) -> [Figure] {
    [
      count("tokens", result.tokens), count("characters", result.characters),
      count("bytes", result.bytes), count("words", result.words),
      count("documents", result.documents), count("unknown tokens", result.unknownTokens),
    ]
  }

  private static func losses(_ result: Evaluation) -> [Figure] {
    let perWord = result.perplexityPerWord
    return [
      number("nats", result.nats, 2), number("nats per token", result.natsPerToken, 4),
      number("perplexity", result.perplexity, 4),
      number("bits per character", result.bitsPerCharacter, 4),
      number("bits per byte", result.bitsPerByte, 4),
      (
        "perplexity per word", .optional(perWord),
        perWord.map { $0 < 1e9 ? $0.fixed(2) : String(format: "%.3e", $0) }
      ),
    ]
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

  /// One line per figure; with columns for the trained model and for the one that takes in the text if there
  /// are both.
  package var text: String {
    if let adapted {
      let columns = figures.compactMap { figure in
        figure.text.map { text in
          [figure.name, text, adapted.losses.first { $0.name == figure.name }?.text ?? ""]
        }
      }
      return TextTable([["", "static", adapted.name]] + columns).text + TextTable(losses.facts).text
    }
    let shown = figures.compactMap { figure in figure.text.map { (figure.name, $0) } }
    return TextTable(shown + losses.facts).text
  }

  /// All figures with stable keys.
  package var json: JSON {
    func members(_ figures: [Figure]) -> [(String, JSON)] {
      figures.map { ($0.name.replacing(" ", with: "_"), $0.value) }
    }
    return .object(
      members(figures) + (adapted.map { [($0.name, .object(members($0.losses)))] } ?? [])
        + [("lossy", losses.json)])
  }
}
