internal import CharNumerics
public import CharText

/// Keeps the smallest set of likeliest tokens whose probabilities sum to a share, the nucleus
/// (Holtzman et al. 2020, https://arxiv.org/abs/1904.09751).
public struct TopP: LogitsProcessor {
  private let share: Double
  private var terms: [Float] = []
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
    if terms.count != logits.count { terms = logits }
    let sum = Softmax.terms(logits, temperature: 1, into: &terms)
    prefix.find(logits, weights: terms, reaching: share * sum)
    prefix.forbidRest(&logits)
  }
}
