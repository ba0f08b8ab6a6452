internal import CharNumerics

/// An interval of the difference of two models on one text, by resampling its parts (Efron 1979; of paired
/// differences in language processing: Koehn 2004, https://aclanthology.org/W04-3250/).
public enum PairedBootstrap {
  /// The minimum number of parts for an interval.
  public static let minimumPieces = 20
  /// The number of resamplings.
  public static let samples = 2000
  /// The probability that the interval covers the difference.
  public static let coverage = 0.95

  /// Estimates the interval of the sum of some differences relative to the size of the text, where each part of
  /// the text has one.
  ///
  /// - Parameters:
  ///   - differences: the difference on each part.
  ///   - sizes: the size of each part.
  ///   - seed: the seed of the random numbers.
  /// - Returns: the interval of Σ differences / Σ sizes; nil for too few parts.
  public static func interval(
    differences: [Double], sizes: [Double], seed: UInt64 = 0
  ) -> ClosedRange<Double>? {
    precondition(differences.count == sizes.count, "a size for each difference")
    guard differences.count >= minimumPieces, sizes.reduce(0, +) > 0 else { return nil }
    var random = RandomSource(seed: seed)
    let count = differences.count
    var means = (0..<samples).map { _ in
      var (difference, size) = (0.0, 0.0)
      for _ in 0..<count {
        let piece = Int(random.next() % UInt64(count))
        difference += differences[piece]
        size += sizes[piece]
      }
      return size > 0 ? difference / size : 0
    }
    means.sort()
    let tail = Int(Double(samples) * (1 - coverage) / 2)
    return means[tail]...means[samples - 1 - tail]
  }
}
