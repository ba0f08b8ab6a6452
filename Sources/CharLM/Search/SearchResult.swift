public import CharText

/// A text that a search has found.
public struct SearchResult: Sendable, Equatable {
  /// The text after the prompt.
  public let text: String
  /// Its tokens in the order in which the model reads, with the end of the document if the model ended it.
  public let tokens: [Token]
  /// The condition of the text; nil if the model has no conditions.
  public let condition: String?
  /// ln of the probability of the tokens under the model, in nats; neither the temperature nor processors change it.
  public let logProbability: Double
  /// What the search has added up, divided by length^`lengthPenalty`; the results are sorted by it. It is the
  /// log-probability at the temperature and after the processors, and what the rule adds.
  public let score: Double
  /// The reason for which the text ended.
  public let finishReason: FinishReason
}
