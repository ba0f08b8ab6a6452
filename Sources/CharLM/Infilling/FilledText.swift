/// A text whose gaps are filled.
public struct FilledText: Sendable, Equatable {
  /// The whole text.
  public let text: String
  /// The text of each gap, in the order in which the gaps occur first.
  public let fillings: [String]
  /// ln of the probability, under the forward model and in nats, of the fillings, of the text between them and of
  /// the ``FillOptions/context`` after them, given the text before the first gap. Where no text follows the last
  /// gap, it is that of the end of the line or document.
  public let logProbability: Double
  /// The order of the results, the largest first: the mean of ``logProbability`` and of what the backward model
  /// says in its direction; without a backward model the log-probability itself.
  public let score: Double
}
