/// A text that a model generated, or has generated so far.
public struct GeneratedText: Sendable, Equatable {
  /// The index of the sample, from 0.
  public let index: Int
  /// The text after the prompt.
  public let text: String
  /// The condition of the text; nil if the model has no conditions, or has not drawn one yet.
  public let condition: String?
  /// The number of tokens drawn, without the condition.
  public let count: Int
  /// ln of the probability of these tokens under the model, in nats; neither the temperature nor processors change
  /// it.
  public let logProbability: Double
  /// The reason for which the text ended; nil while it goes on.
  public let finishReason: FinishReason?
  /// The error that ended the text, with `FinishReason.failed`.
  public let failure: PredictionError?
}
