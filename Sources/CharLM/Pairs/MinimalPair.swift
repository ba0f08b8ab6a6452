/// Two sentences that differ in one respect, such as grammar: a model should prefer the good one.
public struct MinimalPair: Sendable, Equatable {
  /// The acceptable sentence.
  public var good: [UInt8]
  /// The unacceptable sentence.
  public var bad: [UInt8]
  /// The category for which accuracy is counted.
  public var category: String

  /// Creates a pair.
  ///
  /// - Parameters:
  ///   - good: the acceptable sentence.
  ///   - bad: the unacceptable sentence.
  ///   - category: the category.
  public init(good: [UInt8], bad: [UInt8], category: String) {
    (self.good, self.bad, self.category) = (good, bad, category)
  }
}
