/// The weights of a combined score: score + model · log-probability + length · units.
public struct RescoringWeights: Sendable, Equatable {
  /// The weight of the model's log-probability in nats.
  public var model: Double
  /// The amount for each unit of the text: positive for longer texts.
  public var length: Double

  /// Creates weights.
  ///
  /// - Parameters:
  ///   - model: the weight of the model's log-probability.
  ///   - length: the amount for each unit of the text.
  public init(model: Double = 1, length: Double = 0) {
    (self.model, self.length) = (model, length)
  }

  /// The combined score of a hypothesis.
  func score(_ hypothesis: RescoringFeatures.Hypothesis) -> Double {
    hypothesis.score + model * (hypothesis.modelScore ?? 0) + length * Double(hypothesis.length)
  }
}
