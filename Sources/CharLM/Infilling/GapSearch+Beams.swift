internal import CharForms
internal import CharText

extension GapSearch {
  /// Fills a gap with the most probable texts.
  ///
  /// Within the gap hypotheses of the same length compete. Of those that end it, each length has its share, so that
  /// long fillings are not crowded out before what follows them is read.
  mutating func found(at place: Place) throws(PredictionError) -> [Hypothesis] {
    let size = start.logits.count
    var ready = place.ready
    var open = place.alive.indices.map {
      OpenGap(parent: $0, state: place.constraint.initialState, score: place.alive[$0].score)
    }
    var ended: [Hypothesis] = []
    var stacks = CandidateStacks(capacity: 2 * beams)
    var length = 0
    while !open.isEmpty {
      var best = BestCandidates(capacity: beams)
      for (index, gap) in open.enumerated() {
        let row = index * size
        let logSum = normalizer.logSum(ready.logits[row..<row + size])
        guard logSum.isFinite else { throw .notFinite }
        let choices = place.constraint.choices(in: gap.state)
        if choices.mayEnd {
          let (text, next) = end(gap, at: place)
          let gain = next.map { Double(ready.logits[row + Int($0)]) - logSum } ?? 0
          stacks.offer(
            Self.candidate(gap.score + gain, gain, ended.count, Vocabulary.documentBoundary),
            progress: length)
          ended.append(text)
        }
        for token in choices.groups.lazy.map(\.tokens).joined() {
          let gain = Double(ready.logits[row + Int(token)]) - logSum
          // A forbidden token has −∞.
          guard gain > -.infinity, gap.score + gain >= best.threshold else { continue }
          best.offer(Self.candidate(gap.score + gain, gain, index, token))
        }
      }
      length += 1
      let chosen = best.sorted()
      open = chosen.map { candidate in
        var gap = open[candidate.place]
        gap.append(candidate.token, place.constraint)
        gap.score += candidate.gain
        return gap
      }
      ready.advance(chosen.map(\.place), with: chosen.map(\.token))
    }
    var kept: [Hypothesis] = []
    stacks.start()
    while kept.count < 2 * beams, let candidate = stacks.next() {
      kept.append(ended[candidate.place])
      stacks.keep()
    }
    return kept
  }

  /// Returns the indices of the best texts, as many as there are beams.
  func best(of texts: [Hypothesis]) -> [Int] {
    var best = BestCandidates(capacity: beams)
    for (index, text) in texts.enumerated() {
      best.offer(Self.candidate(text.score, 0, index, Vocabulary.documentBoundary))
    }
    return best.sorted().map(\.place)
  }

  private static func candidate(
    _ key: Double, _ gain: Double, _ place: Int, _ token: Token
  ) -> Candidate {
    Candidate(key: key, gain: gain, place: place, token: token, tag: 0)
  }
}

extension GapSearch.OpenGap {
  /// Appends a token that the constraint of the gap allows.
  mutating func append(_ token: Token, _ constraint: TokenConstraint) {
    tokens.append(token)
    state = constraint.state(after: token, in: state) ?? state
  }
}
