/// The n-grams that a model leaves out because they occur too rarely.
///
/// The probability of a gram that is left out goes to the shorter grams by way of the back-off weight, so that the
/// probabilities still sum to 1. Discounts are estimated from all grams, as KenLM does
/// ([Heafield et al. 2013](https://aclanthology.org/P13-2121/)).
public struct NGramPruning: Sendable, Equatable {
  /// For each length from 1, the largest number of occurrences that is left out; the last number holds for all
  /// longer grams.
  public let cutoffs: [Int]

  /// No pruning.
  public static let none = NGramPruning()

  private init() { cutoffs = [0] }

  /// Creates cut-offs; nil if the first is not 0, since single tokens are all kept, or one is smaller than the
  /// one before, since a gram cannot be kept without its beginning.
  ///
  /// - Parameter cutoffs: for each length from 1, the largest number of occurrences that is left out; the
  ///   last number holds for all longer grams.
  public init?(cutoffs: [Int]) {
    guard cutoffs.first == 0, zip(cutoffs, cutoffs.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      return nil
    }
    self.cutoffs = cutoffs
  }

  /// The largest number of occurrences of grams of a length that are left out.
  func cutoff(length: Int) -> Int { cutoffs[min(length, cutoffs.count) - 1] }
}
