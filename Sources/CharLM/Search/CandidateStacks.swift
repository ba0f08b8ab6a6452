internal import CharText

/// The candidates of a group of beams, in stacks of equal progress.
///
/// Half of the beams are divided equally among the stacks, at least one for each of the best stacks, and the rest goes
/// to the best of all that is left. So a hypothesis that has passed a hard place competes first with those that have
/// passed it too.
struct CandidateStacks: Sendable {
  private let capacity: Int
  private var stacks: [(progress: Int, candidates: BestCandidates)] = []
  /// The number of stacks in use; the others keep their memory.
  private var count = 0

  // Of a choice that is going on:
  private var lists: [ArraySlice<Candidate>] = []
  /// The stack whose share is being filled.
  private var current = 0
  /// The number of candidates of that stack that have been kept.
  private var kept = 0

  init(capacity: Int) { self.capacity = capacity }

  mutating func removeAll() {
    for index in 0..<count { stacks[index].candidates.removeAll() }
    count = 0
  }

  /// Returns the index of the stack of a progress.
  private mutating func stack(_ progress: Int) -> Int {
    if let known = stacks[..<count].firstIndex(where: { $0.progress == progress }) { return known }
    if count == stacks.count { stacks.append((progress, BestCandidates(capacity: capacity))) }
    stacks[count].progress = progress
    count += 1
    return count - 1
  }

  mutating func offer(_ candidate: Candidate, progress: Int) {
    let index = stack(progress)
    stacks[index].candidates.offer(candidate)
  }

  /// Offers all tokens of a choice.
  ///
  /// - Parameters:
  ///   - choice: the tokens, what each adds, and their progress.
  ///   - place: the place of the hypothesis in its group.
  ///   - score: its score.
  ///   - row: the log-probabilities of its next token.
  ///   - penalties: for each token of the vocabulary what it loses in the order of choice; empty = nothing.
  mutating func offer(
    _ choice: SearchMoves.Choice, place: Int, score: Double, _ row: TokenScores,
    penalties: [Double]
  ) {
    let index = stack(choice.progress)
    let base = score + choice.outlook
    var threshold = stacks[index].candidates.threshold - base
    for (number, token) in choice.tokens.enumerated() {
      var gain = row[token]
      if !choice.scores.isEmpty { gain += choice.scores[number] }
      let key = penalties.isEmpty ? gain : gain - penalties[Int(token)]
      // A forbidden token has −∞.
      guard key >= threshold, gain > -.infinity else { continue }
      stacks[index].candidates.offer(
        Candidate(key: base + key, gain: gain, place: place, token: token, tag: choice.tag))
      threshold = stacks[index].candidates.threshold - base
    }
  }

  /// Starts to choose.
  mutating func start() {
    lists = stacks[..<count].filter { !$0.candidates.isEmpty }
      .map { $0.candidates.sorted()[...] }
      .sorted { $0[$0.startIndex].precedes($1[$1.startIndex]) }
    (current, kept) = (0, 0)
  }

  /// Takes the next candidate.
  ///
  /// - Returns: the candidate; nil if none is left.
  mutating func next() -> Candidate? {
    // Only one stack, or one beam: the best of all.
    let shared = lists.count > 1 ? (capacity + 1) / 2 : 0
    let share = max(1, shared / max(1, lists.count))
    while current < min(lists.count, shared) {
      if kept < share, let candidate = lists[current].popFirst() { return candidate }
      current += 1
      kept = 0
    }
    var best: Int?
    for index in lists.indices {
      guard let candidate = lists[index].first else { continue }
      if let known = best, let other = lists[known].first, other.precedes(candidate) { continue }
      best = index
    }
    return best.flatMap { lists[$0].popFirst() }
  }

  /// Notes that the candidate that was taken last fills a beam.
  mutating func keep() { kept += 1 }
}
