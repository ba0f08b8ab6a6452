package import CharText

/// The n-grams of one length in a model, sorted by their contexts, the grams of the length below, and then by
/// their last tokens. A gram is identified by its position.
package struct NGramLevel: Sendable {
  /// The last token of each gram; empty for length 1, where the position is the token.
  package var tokens: [Token]
  /// The probability of the last token of each gram after its context.
  package var probabilities: [Double]
  /// For each gram as a context, the factor of the probabilities of the shorter context for all tokens
  /// that do not follow it here; empty for the longest grams.
  package var backoffs: [Double]
  /// The grams that extend gram g by a token are `starts[g]..<starts[g + 1]` of the next length; empty for
  /// the longest grams.
  package var starts: [Int32]

  /// Creates a level.
  ///
  /// - Parameters:
  ///   - tokens: the last token of each gram.
  ///   - probabilities: the probability of each gram's last token.
  ///   - backoffs: the back-off weight of each gram.
  ///   - starts: the extensions of each gram.
  package init(
    tokens: [Token] = [], probabilities: [Double], backoffs: [Double] = [], starts: [Int32] = []
  ) {
    self.tokens = tokens
    self.probabilities = probabilities
    self.backoffs = backoffs
    self.starts = starts
  }

  /// The extensions of a gram by one token, as positions in the next level.
  @inline(__always)
  package func extensions(of gram: Int) -> Range<Int> { Int(starts[gram])..<Int(starts[gram + 1]) }

  /// Returns the position, within a range, of the gram that ends with a token, or -1.
  @inline(__always)
  func find(_ token: Token, in range: Range<Int>) -> Int32 {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle] < token { low = middle + 1 } else { high = middle }
    }
    return low < range.upperBound && tokens[low] == token ? Int32(low) : -1
  }
}
