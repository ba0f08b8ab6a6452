public import CharText

/// A text that was found for an input: what was meant by it, by a model.
public struct LatticeText: Sendable, Equatable {
  /// The text.
  public let text: String
  /// Its tokens.
  public let tokens: [Token]
  /// ln of its probability under the model plus the scores of how the input is written for it, in nats.
  public let score: Double
  /// ln of its probability under the model, in nats. It counts the end of the text if the model's documents are lines.
  public let logProbability: Double
}
