package import CharIO
package import CharLM
package import CharText
internal import Foundation

/// A line of text with its score, as columns and as JSON.
package struct ScoreRow {
  private let line: [UInt8]
  let score: Score
  let tokenizer: Tokenizer

  /// Creates the row of a line.
  package init(_ line: [UInt8], _ score: Score, _ tokenizer: Tokenizer) {
    (self.line, self.score, self.tokenizer) = (line, score, tokenizer)
  }

  /// The line as the model reads it.
  private var read: [UInt8] { tokenizer.prepared(line, isStart: false) }

  /// True if tokenization changes the line.
  package var isChanged: Bool { read != line }

  /// Sort key: fully known lines come before those with unknown tokens, and empty lines come last.
  ///
  /// The probability of `<unk>` covers all unknown characters; here it is divided equally among
  /// them.
  package var rank: (group: Int, nats: Double) {
    guard let nats = score.natsPerToken else { return (2, 0) }
    guard score.unknownTokens > 0 else { return (0, nats) }
    let share = Double(score.unknownTokens) / Double(score.tokens.count)
    let others = max(1, Self.scalars - tokenizer.vocabulary.count)
    return (1, nats + share * log(Double(others)))
  }

  /// The number of Unicode scalars.
  private static let scalars = 0x110000 - 0x800

  /// Returns the figures and the line, separated by tabs.
  ///
  /// - Parameters:
  ///   - unknownTokens: whether to count unknown tokens.
  ///   - scale: the scale of more figures; nil = none.
  /// - Returns: the row with its line end.
  package func columns(unknownTokens: Bool, scale: ScoreScale? = nil) -> [UInt8] {
    let figures =
      [score.logProbability.fixed(4), (score.natsPerToken ?? 0).fixed(4)]
      + (unknownTokens ? ["\(score.unknownTokens)"] : [])
      + (scale.map { $0.figures(of: score).map(\.text) } ?? [])
    return Array((figures.joined(separator: "\t") + "\t").utf8) + line + [UInt8(ascii: "\n")]
  }

  /// Returns the figures with stable keys.
  ///
  /// - Parameters:
  ///   - perToken: whether to list all tokens.
  ///   - scale: the scale of more figures; nil = none.
  /// - Returns: the object.
  package func object(perToken: Bool, scale: ScoreScale? = nil) -> JSON {
    var members: [(String, JSON)] = [
      ("text", .string(score.text)), ("tokens", .integer(score.tokens.count)),
      ("log_probability", .number(score.logProbability)),
      ("nats_per_token", .optional(score.natsPerToken)),
      ("perplexity", .optional(score.perplexity)),
      ("unknown_tokens", .integer(score.unknownTokens)),
    ]
    members +=
      scale.map { scale in
        // The perplexity is there anyway.
        scale.figures(of: score).filter { $0.name != "perplexity" }.map { ($0.name, $0.json) }
      } ?? []
    let read = read
    if read != line {
      members.append(("normalized", .string(String(decoding: read, as: UTF8.self))))
    }
    if perToken {
      let pairs = zip(score.tokens, score.tokenLogProbabilities).map { token, value in
        JSON.array([.string(tokenizer.text(of: token)), .number(value)])
      }
      members.append(("token_log_probabilities", .array(pairs)))
    }
    return .object(members)
  }
}
