internal import CharText
internal import Foundation

/// Fillings that two models propose, with what each of them says.
struct RatedFillings {
  /// A filling, with the tokens of the forward model in the order of the text.
  struct Rating {
    let fillings: [[Token]]
    /// ln of the probability that a model gives it; nil = not known.
    var forward, backward: Double?
    var proposals: [Proposal] = []

    /// The mean of what the models say.
    var score: Double {
      let values = [forward, backward].compactMap(\.self)
      return values.reduce(0, +) / Double(max(1, values.count))
    }

    /// Of drawn texts, ln of the sum of the weights of all times that it was proposed.
    var logWeight: Double {
      // Weights are by one model; the score is by both.
      let weights = proposals.map { $0.logWeight + score - $0.logProbability }
      guard let top = weights.max(), top > -.infinity else { return -.infinity }
      return top + log(weights.reduce(0) { $0 + exp($1 - top) })
    }
  }

  /// In the order in which they were proposed first.
  private var ratings: [Rating] = []
  private var places: [[[Token]]: Int] = [:]

  /// Adds a proposal of a model.
  mutating func add(_ proposal: Proposal, _ fillings: [[Token]], isForward: Bool) {
    let place = places[fillings, default: ratings.count]
    if place == ratings.count {
      ratings.append(Rating(fillings: fillings))
      places[fillings] = place
    }
    if isForward {
      ratings[place].forward = proposal.logProbability
    } else {
      ratings[place].backward = proposal.logProbability
    }
    ratings[place].proposals.append(proposal)
  }

  /// Asks a model about the fillings that it has not proposed.
  mutating func rate(
    isForward: Bool, _ logProbabilities: ([[[Token]]]) throws(PredictionError) -> [Double]
  ) throws(PredictionError) {
    let unknown = ratings.indices.filter {
      (isForward ? ratings[$0].forward : ratings[$0].backward) == nil
    }
    let values = try logProbabilities(unknown.map { ratings[$0].fillings })
    for (place, value) in zip(unknown, values) {
      if isForward { ratings[place].forward = value } else { ratings[place].backward = value }
    }
  }

  /// Chooses texts, each only once.
  ///
  /// - Parameters:
  ///   - count: the number of texts.
  ///   - draws: whether they are drawn; else they are the best.
  ///   - seed: the seed of what is drawn.
  ///   - makeText: makes the text of a filling.
  /// - Returns: the texts, the best first.
  func best(
    _ count: Int, draws: Bool, seed: UInt64, _ makeText: (Rating) -> FilledText
  ) -> [FilledText] {
    // Not the seed of the searches.
    var noise = GumbelNoise(seed: ~seed)
    let ranked = ratings.filter { $0.score > -.infinity }.map { rating in
      (text: makeText(rating), key: draws ? rating.logWeight + noise.next() : rating.score)
    }.sorted { $0.key > $1.key }
    var known: Set<[String]> = []
    let chosen = ranked.map(\.text).filter { known.insert($0.fillings).inserted }
    return chosen.prefix(count).sorted { $0.score > $1.score }
  }
}
