internal import CharText

/// Interpolated modified Kneser-Ney smoothing, from counts to the levels of a model.
///
/// The interpolated probabilities of all counted grams are computed here, shortest grams first, so that a
/// model only has to look up the longest gram that it knows and multiply by back-off weights.
struct KneserNey {
  private let vocabularySize: Int
  private(set) var levels: [NGramLevel] = []
  /// For each counted gram of the last level, its position there; -1 if it was left out.
  private var positions: [Int32] = []
  /// For each gram of the last level, the position of the gram without its first token, one level lower.
  private var suffixes: [Int32] = []

  /// Smooths the grams up to a length that occur often enough.
  init(_ counts: NGramCounts, order: Int, pruning: NGramPruning) {
    vocabularySize = counts.vocabularySize
    for (index, level) in counts.levels.prefix(order).enumerated() {
      // Shorter grams count the distinct tokens that precede them.
      let counted = index == order - 1 ? level.occurrences : level.continuations
      if index == 0 {
        addSingleTokens(level, counted)
      } else {
        add(level, counted, cutoff: pruning.cutoff(length: index + 1))
      }
    }
  }

  /// Adds the single tokens, all of which are in the level, on top of equal probabilities.
  private mutating func addSingleTokens(_ level: GramLevel, _ counts: [Int32]) {
    let contexts = SmoothedContexts(
      counts, contexts: [Int32](repeating: 0, count: counts.count), count: 1
    ) { _ in true }
    let below = 1 / Double(vocabularySize)
    var probabilities = [Double](repeating: contexts.shares[0] * below, count: vocabularySize)
    for (token, count) in zip(level.tokens, counts) {
      probabilities[Int(token)] = contexts.probability(count, after: 0, below: below)
    }
    positions = level.tokens
    levels = [NGramLevel(probabilities: probabilities)]
  }

  /// Adds the grams of the next length that occur more often than the cut-off.
  private mutating func add(_ level: GramLevel, _ counts: [Int32], cutoff: Int) {
    let last = levels.count - 1
    let parents = level.contexts.map { positions[Int($0)] }
    func isKept(_ gram: Int) -> Bool {
      parents[gram] >= 0 && Int(level.occurrences[gram]) > cutoff
    }
    let contexts = SmoothedContexts(
      counts, contexts: parents, count: levels[last].probabilities.count, isKept)
    var starts: [Int32] = []
    let byToken = Self.sort(
      (0..<level.count).filter(isKept).map(Int32.init), by: level.tokens, keys: vocabularySize,
      starts: &starts)
    let order = Self.sort(
      byToken, by: parents, keys: levels[last].probabilities.count, starts: &starts)
    levels[last].backoffs = contexts.shares
    levels[last].starts = starts

    var added = NGramLevel(probabilities: [])
    added.tokens.reserveCapacity(order.count)
    added.probabilities.reserveCapacity(order.count)
    var newPositions = [Int32](repeating: -1, count: level.count)
    var newSuffixes: [Int32] = []
    newSuffixes.reserveCapacity(order.count)
    for (position, gram) in order.enumerated() {
      let (parent, token) = (parents[Int(gram)], level.tokens[Int(gram)])
      let suffix =
        last == 0
        ? token
        : levels[last].find(
          token, in: levels[last - 1].extensions(of: Int(suffixes[Int(parent)])))
      added.tokens.append(token)
      added.probabilities.append(
        contexts.probability(
          counts[Int(gram)], after: Int(parent), below: levels[last].probabilities[Int(suffix)]))
      newPositions[Int(gram)] = Int32(position)
      newSuffixes.append(suffix)
    }
    (positions, suffixes) = (newPositions, newSuffixes)
    levels.append(added)
  }

  /// Sorts grams by keys, keeping the order of equal ones.
  ///
  /// - Parameters:
  ///   - grams: the grams in their old order.
  ///   - values: the key of each gram, below `keys`.
  ///   - keys: the number of different keys.
  ///   - starts: receives, for each key, where its grams start, and the end.
  /// - Returns: the grams in their new order.
  private static func sort(
    _ grams: [Int32], by values: [Int32], keys: Int, starts: inout [Int32]
  ) -> [Int32] {
    starts = [Int32](repeating: 0, count: keys + 1)
    for gram in grams { starts[Int(values[Int(gram)]) + 1] += 1 }
    for key in 0..<keys { starts[key + 1] += starts[key] }
    var next = starts
    var sorted = [Int32](repeating: 0, count: grams.count)
    for gram in grams {
      let key = Int(values[Int(gram)])
      sorted[Int(next[key])] = gram
      next[key] += 1
    }
    return sorted
  }
}

/// The smoothed probabilities and back-off weights of the contexts of one length.
private struct SmoothedContexts {
  private let discounts: Discounts
  private var totals: [Int]
  /// For each context, the share of probability that goes to the context one token shorter: the discounts of the
  /// grams that are kept, and all of the others; 1 for a context that was never followed.
  private(set) var shares: [Double]

  init(_ counts: [Int32], contexts: [Int32], count: Int, _ isKept: (Int) -> Bool) {
    discounts = Discounts(counts)
    totals = [Int](repeating: 0, count: count)
    shares = [Double](repeating: 0, count: count)
    for gram in counts.indices where counts[gram] > 0 && contexts[gram] >= 0 {
      let (count, context) = (counts[gram], Int(contexts[gram]))
      totals[context] += Int(count)
      shares[context] += Double(count) - (isKept(gram) ? discounts.discounted(count) : 0)
    }
    for context in shares.indices {
      shares[context] = totals[context] > 0 ? shares[context] / Double(totals[context]) : 1
    }
  }

  /// Returns the probability of a token with this count after a context.
  @inline(__always)
  func probability(_ count: Int32, after context: Int, below: Double) -> Double {
    let rest = shares[context] * below
    return count > 0 ? discounts.discounted(count) / Double(totals[context]) + rest : rest
  }
}
