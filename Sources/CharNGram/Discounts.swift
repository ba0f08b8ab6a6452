/// What modified Kneser-Ney takes from grams that count once, twice, and more often, to give it to those
/// that were not seen (Chen and Goodman 1999, equation 26).
struct Discounts: Sendable {
  /// D1, D2 and D3+.
  private(set) var values = fixed

  /// The discounts where one cannot be estimated.
  static let fixed = [0.5, 0.75, 0.75]

  /// Estimates them from how many grams count once, twice, three and four times.
  init(_ counts: [Int32]) {
    var kinds = [0.0, 0, 0, 0]
    for count in counts where (1...4).contains(count) { kinds[Int(count) - 1] += 1 }
    // A text so small or so regular that one kind is missing keeps the fixed ones.
    guard kinds.allSatisfy({ $0 > 0 }) else { return }
    let y = kinds[0] / (kinds[0] + 2 * kinds[1])
    for index in 0..<3 {
      let n = Double(index + 1)
      let found = n - (n + 1) * y * kinds[index + 1] / kinds[index]
      // Something has to be left for grams that were not seen.
      values[index] = min(max(found, 0.05), n - 0.05)
    }
  }

  /// What is left of a count, 1 or more.
  @inline(__always)
  func discounted(_ count: Int32) -> Double { Double(count) - values[Int(min(count, 3)) - 1] }
}

/// The probabilities that the grams of one length give, to be mixed with those of the length below.
struct SmoothedLevel: Sendable {
  /// What counts of each gram: how often it occurs, or after how many different tokens.
  private let counts: [Int32]
  private let discounts: Discounts
  /// Of each context: the sum of its counts, and the share that goes to the length below.
  private var totals: [Int32]
  private var shares: [Double]

  init(_ level: GramLevel, _ counts: [Int32], contexts: Int) {
    self.counts = counts
    discounts = Discounts(counts)
    totals = [Int32](repeating: 0, count: contexts)
    shares = [Double](repeating: 0, count: contexts)
    for (gram, count) in counts.enumerated() where count > 0 {
      let context = Int(level.contexts[gram])
      totals[context] += count
      shares[context] += Double(count) - discounts.discounted(count)
    }
    for context in shares.indices where totals[context] > 0 {
      shares[context] /= Double(totals[context])
    }
  }

  /// The probability of a token.
  ///
  /// - Parameters:
  ///   - gram: it after the context; -1 if that was never seen.
  ///   - context: the number of the context.
  ///   - below: its probability after a context one token shorter.
  /// - Returns: the mixture.
  @inline(__always)
  func probability(_ gram: Int32, after context: Int32, below: Double) -> Double {
    let total = totals[Int(context)]
    guard total > 0 else { return below }
    let rest = shares[Int(context)] * below
    guard gram >= 0, counts[Int(gram)] > 0 else { return rest }
    return discounts.discounted(counts[Int(gram)]) / Double(total) + rest
  }
}
