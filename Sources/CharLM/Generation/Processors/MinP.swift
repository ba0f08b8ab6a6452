public import CharText
internal import Foundation

/// Keeps the tokens whose probability is at least a fraction of the largest
/// (Nguyen et al. 2024, https://arxiv.org/abs/2407.01082).
public struct MinP: LogitsProcessor {
  private let fraction: Double

  /// Makes a processor.
  ///
  /// - Parameter fraction: the fraction, 0 to 1; 0 = all tokens.
  public init(_ fraction: Double) {
    precondition(fraction >= 0 && fraction <= 1, "a fraction of \(fraction)")
    self.fraction = fraction
  }

  /// 0: the tokens before do not matter.
  public var lookback: Int { 0 }

  /// Forbids all other tokens.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public func process(_ logits: inout [Float], after tokens: [Token]) {
    guard fraction > 0, let top = logits.max() else { return }
    let threshold = top + Float(log(fraction))
    for i in logits.indices where logits[i] < threshold { logits[i] = -.infinity }
  }
}
