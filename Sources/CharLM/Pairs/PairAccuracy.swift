/// The accuracy of a model on minimal pairs, in total and by category.
public struct PairAccuracy: Sendable, Equatable {
  /// A category and its count.
  public struct Category: Sendable, Equatable {
    /// The name of the category.
    public let name: String
    /// Its pairs.
    public internal(set) var count = PairCount()
  }

  /// All pairs.
  public private(set) var total = PairCount()
  /// The categories, in the order of their first pairs.
  public private(set) var categories: [Category] = []

  /// Counts pairs by the scores of their sentences.
  ///
  /// - Parameters:
  ///   - pairs: the pairs.
  ///   - scores: the scores of the good and the bad sentence of each pair; nil for a sentence without tokens.
  public init(_ pairs: [MinimalPair], _ scores: [(good: Double?, bad: Double?)]) {
    precondition(pairs.count == scores.count, "\(scores.count) scores of \(pairs.count) pairs")
    var places: [String: Int] = [:]
    for (pair, score) in zip(pairs, scores) {
      total.add(good: score.good, bad: score.bad)
      let place = places[pair.category] ?? categories.count
      if place == categories.count {
        places[pair.category] = place
        categories.append(Category(name: pair.category))
      }
      categories[place].count.add(good: score.good, bad: score.bad)
    }
  }
}

extension PairAccuracy {
  /// Counts pairs by the scores of their sentences, in turns.
  package init(_ pairs: [MinimalPair], _ scores: [Double?]) {
    self.init(pairs, pairs.indices.map { (scores[2 * $0], scores[2 * $0 + 1]) })
  }
}

extension AutoregressiveModel {
  /// Judges minimal pairs: a pair is correct if the good sentence has the higher score.
  ///
  /// - Parameters:
  ///   - pairs: the pairs.
  ///   - measure: the score; the total log-probability in published results.
  ///   - condition: the condition of all sentences.
  ///   - countsEnd: whether the boundary after each sentence is predicted too.
  /// - Returns: the accuracy.
  /// - Throws: the errors of ``comparableScores(of:by:condition:countsEnd:)``.
  public func accuracy(
    on pairs: [MinimalPair], by measure: RankingMeasure = .total, condition: String? = nil,
    countsEnd: Bool = false
  ) throws -> PairAccuracy {
    PairAccuracy(
      pairs,
      try comparableScores(
        of: pairs.sentences, by: measure, condition: condition, countsEnd: countsEnd))
  }
}

extension [MinimalPair] {
  /// The good and the bad sentence of each pair, in turns.
  package var sentences: [[UInt8]] { flatMap { [$0.good, $0.bad] } }
}
