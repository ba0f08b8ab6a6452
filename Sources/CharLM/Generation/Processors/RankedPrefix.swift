/// The first tokens of a ranking by value, the largest first, whose weights sum to a bound. Of equal
/// values the smaller token comes first.
///
/// Tokens are sorted into buckets by value, and only the bucket in which the sum reaches the bound is
/// looked into, so that all takes a few passes over the vocabulary, and no memory after the first use.
struct RankedPrefix: Sendable {
  private static var bucketCount: Int { 512 }
  /// Candidates that are sorted.
  private static var sortedCount: Int { 24 }

  /// The last token of the prefix and its value; nil if the prefix has all tokens.
  private var last: (token: Int, value: Float)?
  private var candidates: [Int32] = []
  private var sums = [Double](repeating: 0, count: bucketCount)

  /// Equal parts of a range of values; the largest values are in the first.
  private struct Buckets {
    let largest, scale: Float

    /// Divides a range; nil if it cannot be divided.
    init?(_ least: Float, _ largest: Float) {
      self.largest = largest
      scale = Float(bucketCount) / (largest - least)
      guard scale > 0, scale.isFinite else { return nil }
    }

    /// The bucket of a value in the range.
    @inline(__always)
    subscript(value: Float) -> Int {
      min(bucketCount - 1, Int((largest - value) * scale))
    }
  }

  /// Forbids the tokens that are not in the prefix of a ranking by the logits.
  func forbidRest(_ logits: inout [Float]) {
    guard let last else { return }
    var logits = logits.mutableSpan
    for token in logits.indices {
      let logit = logits[token]
      if logit < last.value || (logit == last.value && token > last.token) {
        logits[token] = -.infinity
      }
    }
  }

  /// Forbids the tokens that are not in the prefix of a ranking by other values.
  func forbidRest(_ logits: inout [Float], values: [Float]) {
    guard let last else { return }
    for token in logits.indices {
      let value = values[token]
      if value < last.value || (value == last.value && token > last.token) {
        logits[token] = -.infinity
      }
    }
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
    let (least, largest) = Self.range(values)
    if values.count > Self.sortedCount, let buckets = Buckets(least, largest) {
      clearSums()
      add(values, weights, to: buckets, least)
      guard let chosen = bucket(reaching: &missing) else { return }
      for token in values.indices where values[token] >= least && buckets[values[token]] == chosen {
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

  /// The least value that is finite, and the largest.
  private static func range(_ values: [Float]) -> (Float, Float) {
    var (least, largest) = (Float.infinity, -Float.infinity)
    for value in values where value > -.infinity {
      least = min(least, value)
      largest = max(largest, value)
    }
    return (least, largest)
  }

  private mutating func clearSums() {
    for bucket in sums.indices { sums[bucket] = 0 }
  }

  /// Adds the weights of all tokens to the sums of their buckets.
  private mutating func add(
    _ values: [Float], _ weights: [Float]?, to buckets: Buckets, _ least: Float
  ) {
    var sums = sums.mutableSpan
    if let weights {
      for token in values.indices where values[token] >= least {
        sums[buckets[values[token]]] += Double(weights[token])
      }
    } else {
      for value in values where value >= least { sums[buckets[value]] += 1 }
    }
  }

  /// The bucket in which the sum reaches `missing`, which is reduced by the sum before it; nil if all
  /// buckets together do not reach it.
  private func bucket(reaching missing: inout Double) -> Int? {
    for bucket in sums.indices {
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
      last = (token, values[token])
      sum += Double(weights?[token] ?? 1)
      if sum >= missing { return }
    }
  }
}
