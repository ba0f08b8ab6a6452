/// The numbers of a list's hypotheses from which combined scores are made.
public struct RescoringFeatures: Sendable, Equatable {
  /// The numbers of a hypothesis.
  struct Hypothesis: Sendable, Equatable {
    /// The score of the other program.
    let score: Double
    /// The log-probability by the model, in nats; nil without tokens.
    let modelScore: Double?
    /// The number of units.
    let length: Int

    /// True for a text that must not win by being empty.
    var isEmpty: Bool { modelScore == nil || length == 0 }
  }

  let hypotheses: [Hypothesis]

  init(_ hypotheses: [Hypothesis]) { self.hypotheses = hypotheses }

  /// Makes the numbers of lists.
  ///
  /// - Parameters:
  ///   - lists: the lists.
  ///   - units: the units of lengths.
  ///   - scores: the log-probabilities of all hypotheses by the model, in order.
  /// - Returns: the numbers of each list.
  package static func features(
    of lists: [NBestList], _ units: TextUnits, modelScores scores: [Double?]
  ) -> [RescoringFeatures] {
    var rest = scores[...]
    return lists.map { list in
      let own = rest.prefix(list.hypotheses.count)
      rest = rest.dropFirst(own.count)
      return RescoringFeatures(
        zip(list.hypotheses, own).map {
          Hypothesis(score: $0.score, modelScore: $1, length: units.units(of: $0.text).count)
        })
    }
  }

  /// Ranks the hypotheses.
  ///
  /// - Parameter weights: the weights of the combined score.
  /// - Returns: the list, best first.
  public func ranked(_ weights: RescoringWeights) -> RescoredList { RescoredList(self, weights) }
}

extension AutoregressiveModel {
  /// Computes the numbers from which the hypotheses of n-best lists are ranked.
  ///
  /// - Parameters:
  ///   - lists: the lists.
  ///   - units: the units of lengths.
  ///   - condition: the condition of all texts.
  ///   - countsEnd: whether the boundary after each text is predicted too.
  /// - Returns: the numbers of each list.
  /// - Throws: the errors of ``comparableScores(of:by:condition:countsEnd:)``.
  public func rescoringFeatures(
    of lists: [NBestList], _ units: TextUnits, condition: String? = nil, countsEnd: Bool = false
  ) throws -> [RescoringFeatures] {
    RescoringFeatures.features(
      of: lists, units,
      modelScores: try comparableScores(
        of: lists.texts, by: .total, condition: condition, countsEnd: countsEnd))
  }
}

extension [NBestList] {
  /// The texts of all hypotheses, in order.
  package var texts: [[UInt8]] { flatMap { $0.hypotheses.map(\.text) } }
}
