public import CharText

/// Keeps the k likeliest tokens; of equally likely ones the smaller.
public struct TopK: LogitsProcessor {
  private let k: Int
  private var prefix = RankedPrefix()

  /// Makes a processor.
  ///
  /// - Parameter k: the number of tokens; 0 = all.
  public init(_ k: Int) {
    precondition(k >= 0, "\(k) tokens")
    self.k = k
  }

  /// 0: the tokens before do not matter.
  public var lookback: Int { 0 }

  /// Forbids all other tokens.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    guard k > 0, k < logits.count else { return }
    prefix.find(logits, reaching: Double(k))
    prefix.forbidRest(&logits)
  }
}
