internal import CharNumerics
public import CharText

/// Keeps the tokens whose surprisal is nearest to the entropy, until their probabilities sum to a share
/// (Meister et al. 2023, https://arxiv.org/abs/2202.00666).
public struct TypicalP: LogitsProcessor {
  private let share: Double
  private var terms: [Float] = []
  private var values: [Float] = []
  private var prefix = RankedPrefix()

  /// Makes a processor.
  ///
  /// - Parameter share: the share, 0 to 1; at least one token is kept.
  public init(_ share: Double) {
    precondition(share >= 0 && share <= 1, "a share of \(share)")
    self.share = share
  }

  /// 0: the tokens before do not matter.
  public var lookback: Int { 0 }

  /// Forbids all other tokens.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    guard share < 1 else { return }
    if terms.count != logits.count { (terms, values) = (logits, logits) }
    let sum = Softmax.terms(logits, temperature: 1, into: &terms)
    // Surprisal − entropy = the expected logit − the logit.
    var expected = 0.0
    for token in logits.indices where terms[token] > 0 {
      expected += Double(terms[token]) * Double(logits[token])
    }
    expected /= sum
    for token in logits.indices {
      // A token of −∞ is infinitely far.
      values[token] = Float(-abs(Double(logits[token]) - expected))
    }
    prefix.find(values, weights: terms, reaching: share * sum)
    prefix.forbidRest(&logits, values: values)
  }
}
