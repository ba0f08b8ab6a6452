public import CharText

/// Changes the logits before a token is drawn; −∞ forbids a token.
public protocol LogitsProcessor: Sendable {
  /// Changes the logits in place.
  ///
  /// - Parameter logits: one per token of the vocabulary.
  mutating func process(_ logits: inout [Float])

  /// Learns which token was drawn, or read from the prompt.
  ///
  /// - Parameter token: the token.
  mutating func accept(_ token: Token)
}

extension LogitsProcessor {
  /// Forgets it.
  ///
  /// - Parameter token: the token.
  public mutating func accept(_ token: Token) {}
}
