internal import CharNumerics
public import CharText
internal import Foundation

/// Keeps the surprisal of a text near a target, by a limit on the surprisal of each token that follows
/// the tokens drawn so far: mirostat 2 (Basu et al. 2021, https://arxiv.org/abs/2007.14966).
///
/// The surprisal of a token that was drawn is measured in the distribution before the limit is applied.
/// It tends to the target on average, if the model can be so surprising. (llama.cpp measures it after
/// the limit.)
public struct Mirostat: LogitsProcessor {
  private let target, rate: Double
  /// The limit μ, in bits.
  public private(set) var limit: Double
  /// The logits of the token that is being drawn; empty while a prompt is read.
  private var current: [Float] = []
  /// ln Σ e^logit.
  private var normalizer = 0.0
  private var terms: [Float] = []

  /// Makes a processor whose limit starts at twice the target.
  ///
  /// - Parameters:
  ///   - target: the target τ, in bits per token.
  ///   - rate: the learning rate η of the limit.
  public init(target: Double, rate: Double = 0.1) {
    (self.target, self.rate, limit) = (target, rate, 2 * target)
  }

  /// 0: it remembers what it needs of the tokens that it accepts.
  public var lookback: Int { 0 }

  /// Forbids the tokens whose surprisal is above the limit; the likeliest is always allowed.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    guard let top = logits.max(), top > -.infinity else { return }
    if terms.count != logits.count { terms = logits }
    normalizer = Double(top) + log(Softmax.terms(logits, temperature: 1, into: &terms))
    current.removeAll(keepingCapacity: true)
    current.append(contentsOf: logits)
    let threshold = min(normalizer - limit * M_LN2, Double(top))
    for i in logits.indices where Double(logits[i]) < threshold { logits[i] = -.infinity }
  }

  /// Moves the limit by the surprisal of a token that was drawn.
  ///
  /// - Parameter token: the token; those of the prompt are ignored.
  public mutating func accept(_ token: Token) {
    guard current.indices.contains(Int(token)) else { return }
    let surprisal = (normalizer - Double(current[Int(token)])) / M_LN2
    if surprisal.isFinite { limit -= rate * (surprisal - target) }
    current.removeAll(keepingCapacity: true)
  }
}

/// Options of ``Mirostat``.
public struct MirostatOptions: Sendable, Equatable {
  /// The target of the surprisal, in bits per token; nil = no target.
  public var target: Double?
  /// The learning rate of the limit.
  public var rate = 0.1

  /// Makes options without a target.
  public init() {}
}
