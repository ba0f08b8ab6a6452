import CharLM

/// Scores by which to examine whether a model fits: the first ones of any number.
struct FitSample {
  private static let most = 10_000
  private var scores: [Score] = []

  /// Adds scores.
  mutating func add(_ scores: [Score]) {
    self.scores += scores.prefix(Self.most - self.scores.count)
  }

  /// Returns the reason why the model does not fit, if there is one.
  func reason(
    _ distribution: LineDistribution?, _ model: any AutoregressiveModel
  ) -> ModelFit? {
    ModelFit(
      scores, distribution,
      validation: (model as? LanguageModel)?.training?.validNatsPerToken
        ?? (model as? NGramLanguageModel)?.training?.validNatsPerToken)
  }
}
