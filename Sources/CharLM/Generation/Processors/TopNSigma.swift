public import CharText

/// Keeps the tokens whose logit is within n standard deviations of the largest
/// (Tang et al. 2024, https://arxiv.org/abs/2411.07641).
///
/// The standard deviation is that of the logits of the tokens that are not forbidden.
public struct TopNSigma: LogitsProcessor {
  private let n: Double

  /// Makes a processor.
  ///
  /// - Parameter n: the number of standard deviations, 0 or more; 0 = all tokens, as in llama.cpp.
  public init(_ n: Double) {
    precondition(n >= 0, "\(n) standard deviations")
    self.n = n
  }

  /// 0: the tokens before do not matter.
  public var lookback: Int { 0 }

  /// Forbids all other tokens.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public func process(_ logits: inout [Float], after tokens: [Token]) {
    guard n > 0 else { return }
    var (count, sum, top) = (0.0, 0.0, -Double.infinity)
    for logit in logits where logit > -.infinity {
      count += 1
      sum += Double(logit)
      top = max(top, Double(logit))
    }
    guard count > 0 else { return }
    let mean = sum / count
    var squares = 0.0
    for logit in logits where logit > -.infinity {
      squares += (Double(logit) - mean) * (Double(logit) - mean)
    }
    let threshold = top - n * (squares / count).squareRoot()
    for i in logits.indices where Double(logits[i]) < threshold { logits[i] = -.infinity }
  }
}
