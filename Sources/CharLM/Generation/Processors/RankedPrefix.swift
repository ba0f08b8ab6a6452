internal import CharNumerics

/// The first tokens of a ranking by value, the largest first, whose weights sum to a bound. Of equal
/// values the smaller token comes first.
///
/// A few passes over the vocabulary find a range of values in which the sum of the weights reaches the bound; only
/// the tokens in it are sorted. Where a few of the largest tokens are wanted, the range is found at less cost: if
/// tokens are arranged in columns, the k-th largest of the columns' maxima is a lower bound of the k-th largest value.
/// No memory is allocated after the first use.
struct RankedPrefix: Sendable {
  /// Tokens from which maxima of columns are worth their time.
  private static var fewest: Int { 8 * Ranking.columns }
  /// Candidates that are sorted.
  private static var sortedCount: Int { 24 }

  /// The last token of the prefix; nil if there is none.
  private var last: Int?
  private var candidates: [Int32] = []
  private var maxima = [Float](repeating: 0, count: Ranking.columns)
  private var ranked: [Float] = []
  /// As much memory as there are tokens.
  private var elements: [Int32] = []
  /// The sum of each bucket.
  private var sums = [Double](repeating: 0, count: Buckets.count)

  /// Equal parts of a range of values; the largest values are in the first.
  private struct Buckets {
    static let count = 512
    let largest, scale: Float

    /// Divides a range; nil if it cannot be divided.
    init?(_ least: Float, _ largest: Float) {
      self.largest = largest
      scale = Float(Buckets.count) / (largest - least)
      guard scale > 0, scale.isFinite else { return nil }
    }

    /// The bucket of a value in the range.
    @inline(__always)
    subscript(value: Float) -> Int {
      min(Buckets.count - 1, Int((largest - value) * scale))
    }
  }

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
    let least = Self.largest(count, of: maxima, in: &ranked)
    guard least > -.infinity else { return false }
    candidates.removeAll(keepingCapacity: true)
    for column in 0..<columns where maxima[column] >= least {
      for token in stride(from: column, to: values.count, by: columns)
      where values[token] >= least {
        candidates.append(Int32(truncatingIfNeeded: token))
      }
    }
    return true
  }

  /// Returns the value that is the largest but `rank` − 1 (Hoare's quickselect).
  private static func largest(_ rank: Int, of values: [Float], in scratch: inout [Float]) -> Float {
    scratch.removeAll(keepingCapacity: true)
    scratch += values
    var (first, last) = (0, scratch.count - 1)
    while first < last {
      let pivot = scratch[(first + last) / 2]
      var (left, right) = (first, last)
      while left <= right {
        while scratch[left] > pivot { left += 1 }
        while scratch[right] < pivot { right -= 1 }
        guard left <= right else { break }
        scratch.swapAt(left, right)
        (left, right) = (left + 1, right - 1)
      }
      if rank - 1 <= right {
        last = right
      } else if rank - 1 >= left {
        first = left
      } else {
        break
      }
    }
    return scratch[rank - 1]
  }

  private mutating func clearSums() {
    for bucket in sums.indices { sums[bucket] = 0 }
  }

  /// The bucket in which the sum reaches `missing`, which is reduced by the sum before it; the last one if rounding
  /// keeps all together from it.
  private func bucket(reaching missing: inout Double) -> Int {
    for bucket in sums.indices.dropLast() {
      if sums[bucket] >= missing { return bucket }
      missing -= sums[bucket]
    }
    return sums.count - 1
  }

  /// Divides the candidates further until there are few.
  private mutating func narrow(
    _ values: [Float], _ weights: [Float]?, reaching missing: inout Double
  ) {
    while candidates.count > Self.sortedCount {
      var (least, largest) = (Float.infinity, -Float.infinity)
      for token in candidates {
        least = min(least, values[Int(token)])
        largest = max(largest, values[Int(token)])
      }
      guard let buckets = Buckets(least, largest) else { return }
      clearSums()
      for token in candidates {
        let token = Int(token)
        sums[buckets[values[token]]] += Double(weights?[token] ?? 1)
      }
      let chosen = bucket(reaching: &missing)
      let count = candidates.count
      candidates.removeAll { buckets[values[Int($0)]] != chosen }
      if candidates.count == count { return }
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
