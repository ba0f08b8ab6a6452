/// The hypotheses of a list in their new order.
public struct RescoredList: Sendable, Equatable {
  /// A hypothesis with its scores.
  public struct Hypothesis: Sendable, Equatable {
    /// The index of the hypothesis in its list.
    public let index: Int
    /// The combined score.
    public var score: Double
    /// The log-probability by the model, in nats; nil for an empty text.
    public let modelScore: Double?
  }

  /// The hypotheses, best first.
  public let hypotheses: [Hypothesis]

  /// Combines the scores of a list. Empty hypotheses come last, with a score below all others, unless
  /// all are empty.
  init(_ features: RescoringFeatures, _ weights: RescoringWeights) {
    func scored(_ isEmpty: Bool) -> [Hypothesis] {
      features.hypotheses.indices.filter { features.hypotheses[$0].isEmpty == isEmpty }.map {
        let hypothesis = features.hypotheses[$0]
        return Hypothesis(
          index: $0, score: weights.score(hypothesis), modelScore: hypothesis.modelScore)
      }.sorted { $0.score != $1.score ? $0.score > $1.score : $0.index < $1.index }
    }
    let texts = scored(false)
    var empty = scored(true)
    if let lowest = texts.last?.score {
      for index in empty.indices { empty[index].score = min(empty[index].score, lowest - 1) }
    }
    hypotheses = texts + empty
  }
}
