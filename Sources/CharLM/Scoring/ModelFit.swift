internal import CharText

/// A reason why a model does not fit the texts that it scored, so that its scores mean little.
public enum ModelFit: Sendable, Equatable {
  /// Many characters are unknown to the model: their share.
  case unknown(share: Double)
  /// The texts are far worse than the text that the model was validated on: the factor of nats per token.
  case worse(factor: Double)

  /// The minimum share of unknown characters.
  private static let unknownShare = 0.1
  /// The minimum factor of nats per token, and the number of tokens from which it says something.
  private static let (factor, tokens) = (1.6, 40)

  /// Examines texts; nil if the model fits them, or if this is not known.
  ///
  /// - Parameters:
  ///   - scores: the scores of all texts, without context.
  ///   - distribution: the distribution of held-out lines; nil if the model has none.
  ///   - validation: the validation loss of the model in nats per token; it is used without a distribution.
  public init?(_ scores: [Score], _ distribution: LineDistribution?, validation: Double?) {
    let tokens = scores.reduce(0) { $0 + $1.tokens.count }
    guard tokens > 0 else { return nil }
    let share = Double(scores.reduce(0) { $0 + $1.unknownTokens }) / Double(tokens)
    if share >= Self.unknownShare {
      self = .unknown(share: share)
      return
    }
    let expected = scores.reduce(0.0) { sum, score in
      let count = score.tokens.count
      let usual = count == 0 ? 0 : distribution?.median(tokens: count) ?? validation ?? .infinity
      return sum + (count == 0 ? 0 : usual * Double(count))
    }
    let factor = -scores.reduce(0) { $0 + $1.logProbability } / expected
    guard tokens >= Self.tokens, factor >= Self.factor else { return nil }
    self = .worse(factor: factor)
  }
}
