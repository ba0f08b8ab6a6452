public import CharText

/// Reads a token, says how likely each next one is.
///
/// Sampling, scoring and evaluation use only this. A state is a value: a copy of it is a second
/// continuation of the same text, and one model serves any number of states at once.
public protocol AutoregressiveModel<State>: Sendable {
  /// What was read so far.
  associatedtype State: Sendable

  /// Text to tokens and back.
  var tokenizer: Tokenizer { get }

  /// The state that has read nothing, from which a document starts with
  /// `Vocabulary.documentBoundary`.
  ///
  /// - Returns: the state.
  func initialState() -> State

  /// Reads a token.
  ///
  /// - Parameters:
  ///   - state: goes from before the token to after it.
  ///   - token: a token of the vocabulary.
  ///   - logits: receives one logit per token of the vocabulary; stays empty if it is empty.
  func advance(_ state: inout State, with token: Token, logits: inout [Float])

  /// ln p of every token after the first, each given all before it, in nats.
  ///
  /// - Parameter tokens: tokens of the vocabulary; the first, usually the document boundary, is read
  ///   but not predicted.
  /// - Returns: one log-probability less than there are tokens.
  func logProbabilities(_ tokens: ArraySlice<Token>) -> [Double]
}

extension AutoregressiveModel {
  /// The log-probabilities, one step at a time.
  ///
  /// - Parameter tokens: tokens of the vocabulary.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>) -> [Double] {
    var state = initialState()
    var logits = [Float](repeating: 0, count: tokenizer.vocabulary.count)
    return zip(tokens, tokens.dropFirst()).map { token, target in
      advance(&state, with: token, logits: &logits)
      return logProbability(of: target, logits)
    }
  }
}

/// ln of the softmax of logits at one token, in Double.
func logProbability(of token: Token, _ logits: [Float]) -> Double {
  let top = Double(logits.max() ?? 0)
  let sum = logits.reduce(0.0) { $0 + exponential(Double($1) - top) }
  return Double(logits[Int(token)]) - top - logarithm(sum)
}
