internal import CharText

/// The log-probabilities of a hypothesis' next token: logit / temperature − normalizer.
struct TokenScores {
  let logits: [Float]
  /// The index of the first token's logit.
  let start: Int
  let inverseTemperature: Double
  let normalizer: Double

  subscript(token: Token) -> Double {
    Double(logits[start + Int(token)]) * inverseTemperature - normalizer
  }
}
