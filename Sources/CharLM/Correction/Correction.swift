/// A line and its most probable correction.
public struct Correction: Sendable, Equatable {
  /// A text that may have been meant.
  public struct Alternative: Sendable, Equatable {
    /// The text.
    public let text: String
    /// ln of its probability under the model plus the scores of the edits, in nats.
    public let score: Double
    /// Its share of the probability of all texts that were compared: how sure it is, if one of these was meant.
    public let confidence: Double
    /// The changes from the line to the text.
    public let changes: [TextChange]
  }

  /// The line as it was given.
  public let line: String
  /// The score of the line itself.
  public let score: Double
  /// The texts that were compared, the best first; the line is one of them.
  public let alternatives: [Alternative]
  /// The alternative that was chosen: the best one, or the line itself if the best is not better by the threshold.
  public let choice: Alternative
  /// The number of tokens of the line, and of those that are not in the vocabulary.
  package let tokens, unknownTokens: Int

  /// The corrected text, which is the line if it was left alone.
  public var text: String { choice.text }
  /// The changes; none if the line was left alone.
  public var changes: [TextChange] { choice.changes }
  /// How much the score of the choice exceeds that of the line.
  public var gain: Double { choice.score - score }
}
