internal import CharText

/// A text that a search is writing.
struct Hypothesis<State: Hashable & Sendable>: Sendable {
  /// The row of its logits, and its lane.
  var lane: Int
  /// Its last token.
  var node = TokenTree.root
  /// A hash of its tokens.
  var hash: UInt64 = 0
  /// The sum of log-probabilities, at the temperature and after the processors, and of the scores of the rule.
  var score = 0.0
  /// ln of the probability under the model.
  var logProbability = 0.0
  /// Where it stands in the rule.
  var state: State
  /// ln Σ e^logit of the next token.
  var normalizer = 0.0

  // Of stochastic beams:
  /// ln of the probability of drawing it.
  var drawing = 0.0
  /// Its perturbed log-probability.
  var gumbel = 0.0
  /// ln of the probability that the next token is allowed.
  var allowed = 0.0

  // Only if there are any:
  var processors: [any LogitsProcessor] = []
  /// The prompt and the text, for processors.
  var tokens: [Token] = []
  /// The text, for stop strings.
  var text: WrittenText?

  /// Appends a token to the hash.
  mutating func hash(_ token: Token) {
    hash ^= UInt64(UInt32(bitPattern: token)) &+ 0x9E37_79B9_7F4A_7C15
    hash &*= 0xFF51_AFD7_ED55_8CCD
    hash ^= hash >> 32
  }
}
