public import CharText

/// A text that a search has found.
public struct SearchResult: Sendable, Equatable {
  /// The text after the prompt, with its rank as index. Neither the temperature nor processors change its
  /// log-probability.
  public let generated: GeneratedText
  /// Its tokens in the order in which the model reads, with the end of the document if the model ended it.
  public let tokens: [Token]
  /// The sum of the search, divided by length^`lengthPenalty`; the results are sorted by it. The sum is the
  /// log-probability at the temperature and after the processors, and what the rule adds.
  public let score: Double

  /// The text after the prompt.
  public var text: String { generated.text }
  /// ln of the probability of the tokens under the model, in nats.
  public var logProbability: Double { generated.logProbability }
  /// The reason for which the text ended; `processor` if its rule ended it.
  public var finishReason: FinishReason? { generated.finishReason }
}
