internal import Foundation

/// A number of minimal pairs, and of those that a model judges correctly.
public struct PairCount: Sendable, Equatable {
  /// The number of pairs.
  public private(set) var pairs = 0
  /// The number of pairs whose good sentence has the higher score.
  public private(set) var correct = 0
  /// The number of pairs whose sentences have the same score, which are not correct.
  public private(set) var ties = 0

  /// Creates an empty count.
  public init() {}

  /// Counts a pair.
  ///
  /// - Parameters:
  ///   - good: the score of the good sentence; nil if it has none.
  ///   - bad: the score of the bad sentence; nil if it has none.
  public mutating func add(good: Double?, bad: Double?) {
    pairs += 1
    switch (good, bad) {
    case (let good?, let bad?):
      if good > bad { correct += 1 }
      if good == bad { ties += 1 }
    case (_?, nil): correct += 1
    case (nil, nil): ties += 1
    case (nil, _?): break
    }
  }

  /// The share of correct pairs.
  public var accuracy: Double { Double(correct) / Double(pairs) }

  /// The 95 % confidence interval of the accuracy by the score method
  /// ([Wilson 1927](https://doi.org/10.1080/01621459.1927.10502953)), which also holds for few pairs and near
  /// 0 and 1.
  public var interval: ClosedRange<Double> {
    let (n, p, z) = (Double(pairs), accuracy, 1.959963984540054)
    let center = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, center - half)...min(1, center + half)
  }
}
