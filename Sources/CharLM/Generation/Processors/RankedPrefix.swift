internal import CharNumerics

/// The first tokens of a ranking by value, the largest first, whose weights sum to a bound. Of equal
/// values the smaller token comes first.
///
/// A few passes over the vocabulary find a range of values in which the sum of the weights reaches the bound, and a
/// few over the tokens in it a narrower one, until few tokens are left to sort. Where a few of the largest tokens are
/// wanted, the first range is found at less cost: if tokens are arranged in columns, a lower bound of the k-th largest
/// of the columns' maxima is one of the k-th largest value. No memory is allocated after the first use.
struct RankedPrefix: Sendable {
  /// Tokens from which maxima of columns are worth their time.
  private static var fewest: Int { 8 * Ranking.columns }
  /// Candidates that are sorted.
  private static var sortedCount: Int { 24 }

  /// The last token of the prefix; nil if there is none.
  private var last: Int?
  private var candidates: [Int32] = []
  private var maxima = [Float](repeating: 0, count: Ranking.columns)
  /// The values and the weights of the candidates.
  private var values: [Float] = []
  private var weights: [Float] = []
  /// As much memory as there are tokens.
  private var elements: [Int32] = []

  /// Forbids the tokens that are not in the prefix of a ranking by the logits.
  func forbidRest(_ logits: inout [Float]) {
    if let last { Ranking.forbid(after: last, of: &logits) }
  }

  /// Forbids the tokens that are not in the prefix of a ranking by other values.
  func forbidRest(_ logits: inout [Float], values: [Float]) {
    if let last { Ranking.forbid(after: last, of: values, in: &logits) }
  }

  /// Finds the shortest prefix, of at least one token, whose weights sum to at least `bound`.
  ///
  /// - Parameters:
  ///   - values: the values of the ranking; a token of −∞ is never in the prefix.
  ///   - weights: the weights, 0 or more; nil = 1 each.
  ///   - bound: the bound.
  mutating func find(_ values: [Float], weights: [Float]? = nil, reaching bound: Double) {
    last = nil
    var missing = bound
    takeCandidates(values, weights, reaching: &missing)
    narrow(values, weights, reaching: &missing)
    sortCandidates(values, weights, reaching: missing)
  }

  /// Takes the candidates for the last token of the prefix: tokens in whose range of values the sum reaches
  /// `missing`, which is reduced by the weights above the range.
  private mutating func takeCandidates(
    _ values: [Float], _ weights: [Float]?, reaching missing: inout Double
  ) {
    let everything = -Float.greatestFiniteMagnitude..<Float.infinity
    guard values.count > Self.sortedCount else {
      return take(everything, values, weights, &missing)
    }
    if weights == nil, takeLargest(Int(missing.rounded(.up)), of: values) { return }
    let range = Ranking.range(values, weights, reaching: missing)
    var rest = missing
    take(range, values, weights, &rest)
    // The range was found with sums in Float; the tokens are those of sums in Double.
    let sum = candidates.reduce(0) { $0 + Double(weights?[Int($1)] ?? 1) }
    if rest > sum || rest <= 0 {
      take(everything, values, weights, &missing)
    } else {
      missing = rest
    }
  }

  /// Takes the tokens of a range of values as candidates, and the weights above it from `missing`.
  private mutating func take(
    _ range: Range<Float>, _ values: [Float], _ weights: [Float]?, _ missing: inout Double
  ) {
    if elements.count != values.count { elements = [Int32](repeating: 0, count: values.count) }
    let (count, above) = Ranking.elements(in: range, of: values, weights, into: &elements)
    candidates.removeAll(keepingCapacity: true)
    candidates += elements[..<count]
    missing -= above
  }

  /// Takes the largest tokens of many, at least `count` of them and not many more, as candidates.
  ///
  /// - Returns: false, without candidates, if that were not worth its time.
  private mutating func takeLargest(_ count: Int, of values: [Float]) -> Bool {
    let columns = Ranking.columns
    guard values.count >= Self.fewest, (1...columns * 3 / 4).contains(count) else { return false }
    Ranking.columnMaxima(values, into: &maxima)
    guard maxima.count(where: { $0 > -.infinity }) >= count else { return false }
    let least = Ranking.range(maxima, nil, reaching: Double(count)).lowerBound
    candidates.removeAll(keepingCapacity: true)
    for column in 0..<columns where maxima[column] >= least {
      for token in stride(from: column, to: values.count, by: columns)
      where values[token] >= least {
        candidates.append(Int32(truncatingIfNeeded: token))
      }
    }
    return true
  }

  /// Narrows the range of the candidates until there are few, or all have the same value.
  private mutating func narrow(
    _ values: [Float], _ weights: [Float]?, reaching missing: inout Double
  ) {
    while candidates.count > Self.sortedCount {
      self.values.removeAll(keepingCapacity: true)
      self.weights.removeAll(keepingCapacity: true)
      for token in candidates { self.values.append(values[Int(token)]) }
      if let weights { for token in candidates { self.weights.append(weights[Int(token)]) } }
      let range = Ranking.range(
        self.values, weights == nil ? nil : self.weights, reaching: missing)
      var (above, inside, count) = (0.0, 0.0, 0)
      for (candidate, value) in self.values.enumerated() where value >= range.lowerBound {
        let weight = Double(weights == nil ? 1 : self.weights[candidate])
        if value < range.upperBound {
          inside += weight
          count += 1
        } else {
          above += weight
        }
      }
      let rest = missing - above
      guard count < candidates.count, rest > 0, rest <= inside else { return }
      missing = rest
      candidates.removeAll { !range.contains(values[Int($0)]) }
    }
  }

  private mutating func sortCandidates(
    _ values: [Float], _ weights: [Float]?, reaching missing: Double
  ) {
    candidates.sort { a, b in
      let (x, y) = (values[Int(a)], values[Int(b)])
      return x != y ? x > y : a < b
    }
    var sum = 0.0
    for token in candidates {
      let token = Int(token)
      last = token
      sum += Double(weights?[token] ?? 1)
      if sum >= missing { return }
    }
  }
}
