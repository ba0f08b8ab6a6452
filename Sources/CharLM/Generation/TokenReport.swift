/// The report of a decoder on the tokens of a text.
public enum TokenReport: Sendable, Equatable {
  /// The text alone: its log-probability stays 0.
  case none
  /// The log-probability of the whole text.
  case logProbability
  /// The prediction of each token too, with so many alternatives.
  case alternatives(Int)
}
