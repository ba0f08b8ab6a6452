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
  private var sums: [Double] = []

  /// True if a token is in the prefix.
  func contains(_ token: Int, value: Float) -> Bool {
    guard let last else { return true }
    return value > last.value || (value == last.value && token <= last.token)
  }

  /// Forbids the tokens that are not in the prefix.
  func forbidRest(_ logits: inout [Float], values: [Float]) {
    guard last != nil else { return }
    for token in logits.indices where !contains(token, value: values[token]) {
      logits[token] = -.infinity
    }
  }

  /// Forbids the tokens that are not in the prefix of a ranking by the logits.
  func forbidRest(_ logits: inout [Float]) {
    guard let last else { return }
    for token in logits.indices {
      let logit = logits[token]
      if logit < last.value || (logit == last.value && token > last.token) {
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
    candidates.removeAll(keepingCapacity: true)
    var (least, largest) = (Float.infinity, -Float.infinity)
    for (token, value) in values.enumerated() where value > -.infinity {
      candidates.append(Int32(truncatingIfNeeded: token))
      if value < least { least = value }
      if value > largest { largest = value }
    }
    var missing = bound
    while candidates.count > Self.sortedCount {
      let scale = Float(Self.bucketCount) / (largest - least)
      guard scale > 0, scale.isFinite else { break }
      let count = candidates.count
      let bucket = fillBuckets(values, weights, from: largest, scale, reaching: &missing)
      guard let bucket else {
        last = nil
        return
      }
      (least, largest) = narrow(to: bucket, values, from: largest, scale)
      if candidates.count == count { break }
    }
    sortCandidates(values, weights, reaching: missing)
  }

  /// The bucket of a value; the largest values are in the first.
  private static func bucket(_ value: Float, _ largest: Float, _ scale: Float) -> Int {
    min(bucketCount - 1, Int((largest - value) * scale))
  }

  /// Sums the weights in each bucket.
  ///
  /// - Returns: the bucket in which the sum reaches `missing`, which is reduced by the sum before it;
  ///   nil if all candidates do not reach it.
  private mutating func fillBuckets(
    _ values: [Float], _ weights: [Float]?, from largest: Float, _ scale: Float,
    reaching missing: inout Double
  ) -> Int? {
    if sums.isEmpty { sums = Array(repeating: 0, count: Self.bucketCount) }
    for bucket in sums.indices { sums[bucket] = 0 }
    if let weights {
      for token in candidates {
        let token = Int(token)
        sums[Self.bucket(values[token], largest, scale)] += Double(weights[token])
      }
    } else {
      for token in candidates { sums[Self.bucket(values[Int(token)], largest, scale)] += 1 }
    }
    for bucket in sums.indices {
      if sums[bucket] >= missing { return bucket }
      missing -= sums[bucket]
    }
    return nil
  }

  /// Keeps the candidates of a bucket.
  ///
  /// - Returns: their least and largest value.
  private mutating func narrow(
    to bucket: Int, _ values: [Float], from largest: Float, _ scale: Float
  ) -> (Float, Float) {
    var range = (Float.infinity, -Float.infinity)
    var count = 0
    for token in candidates {
      let value = values[Int(token)]
      guard Self.bucket(value, largest, scale) == bucket else { continue }
      candidates[count] = token
      count += 1
      if value < range.0 { range.0 = value }
      if value > range.1 { range.1 = value }
    }
    candidates.removeLast(candidates.count - count)
    return range
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
    last = nil
  }
}
