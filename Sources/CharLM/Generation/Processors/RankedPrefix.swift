internal import CharNumerics

/// The first tokens of a ranking by value, the largest first, whose weights sum to a bound. Of equal
/// values the smaller token comes first.
///
/// Of a large vocabulary, the maxima of columns tell a value that the largest tokens reach; often these are enough.
/// Otherwise tokens are sorted into buckets by value, and only the bucket in which the sum reaches the bound is
/// looked into. All takes a few passes over the vocabulary, and no memory after the first use.
struct RankedPrefix: Sendable {
  /// Tokens from which maxima of columns are worth their time.
  private static var fewest: Int { 8 * Ranking.columns }
  /// Candidates that are sorted.
  private static var sortedCount: Int { 24 }

  /// The last token of the prefix; nil if the prefix has all tokens.
  private var last: Int?
  private var candidates: [Int32] = []
  private var maxima = [Float](repeating: 0, count: Ranking.columns)
  private var ranked: [Float] = []
  /// The bucket of each token.
  private var places: [Int32] = []
  /// The sum of each bucket, and of the tokens that are in none.
  private var sums = [Double](repeating: 0, count: Ranking.buckets + 1)

  /// Equal parts of a range of values; the largest values are in the first.
  private struct Buckets {
    let largest, scale: Float

    /// Divides a range; nil if it cannot be divided.
    init?(_ least: Float, _ largest: Float) {
      self.largest = largest
      scale = Float(Ranking.buckets) / (largest - least)
      guard scale > 0, scale.isFinite else { return nil }
    }

    /// The bucket of a value in the range.
    @inline(__always)
    subscript(value: Float) -> Int {
      min(Ranking.buckets - 1, Int((largest - value) * scale))
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
    candidates.removeAll(keepingCapacity: true)
    var missing = bound
    if takeLargest(values, weights, reaching: bound) {
      guard narrow(values, weights, reaching: &missing) else { return }
      return sortCandidates(values, weights, reaching: missing)
    }
    let range = Ranking.finiteRange(values)
    if values.count > Self.sortedCount, Buckets(range.least, range.largest) != nil {
      if places.count != values.count { places = [Int32](repeating: 0, count: values.count) }
      Ranking.divide(values, weights, range: range, into: &places, sums: &sums)
      guard let chosen = bucket(reaching: &missing) else { return }
      for token in places.indices where places[token] == chosen {
        candidates.append(Int32(truncatingIfNeeded: token))
      }
      guard narrow(values, weights, reaching: &missing) else { return }
    } else {
      for token in values.indices where values[token] > -.infinity {
        candidates.append(Int32(truncatingIfNeeded: token))
      }
    }
    sortCandidates(values, weights, reaching: missing)
  }

  /// Makes the largest tokens the candidates, if they are few of many.
  ///
  /// As many tokens as there are columns with a maximum of at least a value have that value at least.
  ///
  /// - Returns: false, without candidates, if their weights might not reach `bound`.
  private mutating func takeLargest(
    _ values: [Float], _ weights: [Float]?, reaching bound: Double
  ) -> Bool {
    let columns = Ranking.columns
    let count = weights == nil ? Int(bound.rounded(.up)) : columns * 3 / 4
    guard values.count >= Self.fewest, (1...columns * 3 / 4).contains(count) else { return false }
    Ranking.columnMaxima(values, into: &maxima)
    let least = Self.largest(count, of: maxima, in: &ranked)
    guard least > -.infinity else { return false }
    var sum = 0.0
    for column in 0..<columns where maxima[column] >= least {
      for token in stride(from: column, to: values.count, by: columns)
      where values[token] >= least {
        candidates.append(Int32(truncatingIfNeeded: token))
        sum += Double(weights?[token] ?? 1)
      }
    }
    // Sums in another order are rounded to other values.
    if weights == nil || sum > bound * (1 + 1e-12) { return true }
    candidates.removeAll(keepingCapacity: true)
    return false
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

  /// The bucket in which the sum reaches `missing`, which is reduced by the sum before it; nil if all
  /// buckets together do not reach it.
  private func bucket(reaching missing: inout Double) -> Int? {
    for bucket in 0..<Ranking.buckets {
      if sums[bucket] >= missing { return bucket }
      missing -= sums[bucket]
    }
    return nil
  }

  /// Divides the candidates further until there are few.
  ///
  /// - Returns: false if all do not reach `missing`, by rounding.
  private mutating func narrow(
    _ values: [Float], _ weights: [Float]?, reaching missing: inout Double
  ) -> Bool {
    while candidates.count > Self.sortedCount {
      var (least, largest) = (Float.infinity, -Float.infinity)
      for token in candidates {
        least = min(least, values[Int(token)])
        largest = max(largest, values[Int(token)])
      }
      guard let buckets = Buckets(least, largest) else { return true }
      clearSums()
      for token in candidates {
        let token = Int(token)
        sums[buckets[values[token]]] += Double(weights?[token] ?? 1)
      }
      guard let chosen = bucket(reaching: &missing) else { return false }
      let count = candidates.count
      candidates.removeAll { buckets[values[Int($0)]] != chosen }
      if candidates.count == count { return true }
    }
    return true
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
