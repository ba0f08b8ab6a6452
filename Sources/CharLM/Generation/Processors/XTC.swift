internal import CharNumerics
public import CharText

/// Excludes top choices: with some probability, forbids all tokens at or above a threshold but the
/// least likely of them (https://github.com/oobabooga/text-generation-webui/pull/6335).
///
/// Where only one token reaches the threshold, nothing changes, so that clear decisions stay.
public struct XTC: LogitsProcessor {
  private let probability, threshold: Double
  private var random: RandomSource
  private var terms: [Float] = []

  /// Makes a processor.
  ///
  /// - Parameters:
  ///   - probability: the probability with which a draw excludes the top choices.
  ///   - threshold: the probability from which on a token is a top choice; above 0.5 there never are two.
  public init(probability: Double, threshold: Double) {
    (self.probability, self.threshold) = (probability, threshold)
    random = RandomSource(seed: 0)
  }

  /// Starts a sequence of random numbers.
  ///
  /// - Parameters:
  ///   - seed: the seed.
  ///   - stream: the number of the sequence.
  public mutating func seed(_ seed: UInt64, stream: UInt64) {
    // Other numbers than those that tokens are drawn with.
    random = RandomSource(seed: seed ^ 0x9E37_79B9_7F4A_7C15, stream: stream)
  }

  /// 0: the tokens before do not matter.
  public var lookback: Int { 0 }

  /// Forbids the top choices, or nothing.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    guard random.nextDouble() < probability else { return }
    if terms.count != logits.count { terms = logits }
    let bound = threshold * Softmax.terms(logits, temperature: 1, into: &terms)
    func isTop(_ token: Int) -> Bool {
      logits[token] > -.infinity && Double(terms[token]) >= bound
    }
    var last: Int?
    var count = 0
    for token in logits.indices where isTop(token) {
      count += 1
      // The last one of the ranking: of equally likely tokens, the largest.
      if last.map({ logits[token] <= logits[$0] }) ?? true { last = token }
    }
    guard count > 1 else { return }
    for token in logits.indices where token != last && isTop(token) {
      logits[token] = -.infinity
    }
  }
}

/// Options of ``XTC``.
public struct XTCOptions: Sendable, Equatable {
  /// The probability with which a draw excludes the top choices; 0 = never.
  public var probability = 0.0
  /// The probability from which on a token is a top choice.
  public var threshold = 0.1

  /// Makes options that exclude nothing.
  public init() {}
}
