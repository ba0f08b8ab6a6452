package import CharIO
package import CharLM
package import CharText
internal import Foundation

/// A line of text with its score, as columns and as JSON.
package struct ScoreRow {
  private let line: [UInt8]
  private let score: Score
  private let tokenizer: Tokenizer

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
  package func columns(unknownTokens: Bool) -> [UInt8] {
    let figures =
      "\(score.logProbability.fixed(4))\t\((score.natsPerToken ?? 0).fixed(4))\t"
      + (unknownTokens ? "\(score.unknownTokens)\t" : "")
    return Array(figures.utf8) + line + [UInt8(ascii: "\n")]
  }

  /// Returns all figures with stable keys.
  package func object(perToken: Bool) -> JSON {
    var members: [(String, JSON)] = [
      ("text", .string(score.text)), ("tokens", .integer(score.tokens.count)),
      ("log_probability", .number(score.logProbability)),
      ("nats_per_token", .optional(score.natsPerToken)),
      ("perplexity", .optional(score.perplexity)),
      ("unknown_tokens", .integer(score.unknownTokens)),
    ]
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
