/// The first scores of a run, by which to judge if the model fits the text.
package struct FitSample {
  private static let most = 10_000
  private var scores: [Score] = []

  /// Starts without scores.
  package init() {}

  /// Adds scores.
  ///
  /// - Parameter scores: the scores of further texts.
  package mutating func add(_ scores: [Score]) {
    self.scores += scores.prefix(Self.most - self.scores.count)
  }

  /// Returns the reason why the model does not fit, if there is one.
  ///
  /// - Parameters:
  ///   - distribution: the distribution of held-out lines; nil if the model has none.
  ///   - model: the model.
  /// - Returns: the reason; nil if the model fits, or if this is not known.
  package func reason(
    _ distribution: LineDistribution?, _ model: any AutoregressiveModel
  ) -> ModelFit? {
    ModelFit(
      scores, distribution,
      validation: (model as? LanguageModel)?.training?.validNatsPerToken
        ?? (model as? NGramLanguageModel)?.training?.validNatsPerToken)
  }
}
