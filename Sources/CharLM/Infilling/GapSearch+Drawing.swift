internal import CharForms
internal import CharText
internal import Foundation

extension GapSearch {
  /// Fills a gap with texts that are drawn at its temperature, one by one and as many as there are beams.
  ///
  /// A gap ends in a draw too, with the probability of the token that follows it. What follows later is not known
  /// then, so its probability is the weight of the text: importance sampling, with all texts drawn again between two
  /// gaps (Gordon et al. 1993, https://doi.org/10.1049/ip-f-2.1993.0015).
  mutating func drawn(at place: Place) throws(PredictionError) -> [Hypothesis] {
    let size = start.logits.count
    let parents = (0..<beams).map { $0 % place.alive.count }
    var ready = place.ready
    ready.select(parents)
    var open = parents.map {
      OpenGap(parent: $0, state: place.constraint.initialState, score: place.alive[$0].score)
    }
    var ended: [Hypothesis] = []
    while !open.isEmpty {
      var rows: [Int] = []
      var next: [OpenGap] = []
      for (index, var gap) in open.enumerated() {
        let row = index * size
        let logSum = normalizer.logSum(ready.logits[row..<row + size])
        guard logSum.isFinite else { throw .notFinite }
        let choices = place.constraint.choices(in: gap.state)
        var tokens = choices.groups.flatMap(\.tokens)
        var gains = tokens.map { Double(ready.logits[row + Int($0)]) - logSum }
        if choices.mayEnd {
          let follower = end(gap, at: place).next
          tokens.append(Vocabulary.documentBoundary)
          gains.append(follower.map { Double(ready.logits[row + Int($0)]) - logSum } ?? 0)
        }
        // A text that cannot go on is lost.
        guard let choice = draw(gains.map { $0 / place.temperature }) else { continue }
        gap.score += gains[choice]
        if tokens[choice] == Vocabulary.documentBoundary {
          var text = end(gap, at: place).text
          text.logWeight -= gap.score - text.score
          ended.append(text)
        } else {
          gap.append(tokens[choice], place.constraint)
          rows.append(index)
          next.append(gap)
        }
      }
      open = next
      ready.advance(rows, with: open.compactMap(\.tokens.last))
    }
    return ended
  }

  /// Draws as many texts as there are beams, in proportion to their weights; returns their indices.
  mutating func resampled(_ texts: [Hypothesis]) -> [Int] {
    (0..<beams).compactMap { _ in draw(texts.map(\.logWeight)) }
  }

  /// Draws one of several values in proportion to its exponential.
  ///
  /// - Returns: its index; nil if all are −∞.
  private mutating func draw(_ values: [Double]) -> Int? {
    guard let top = values.max(), top > -.infinity else { return nil }
    let weights = values.map { exp($0 - top) }
    var rest = random.nextDouble() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() where weight > 0 {
      rest -= weight
      if rest < 0 { return index }
    }
    // Rounding may leave a rest.
    return weights.lastIndex { $0 > 0 }
  }
}
