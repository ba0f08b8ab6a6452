public import CharText

/// Changes the logits before a token is drawn, and may end the text.
///
/// A processor belongs to one text: each text that is generated has a copy of its own.
public protocol LogitsProcessor: Sendable {
  /// Changes the logits in place; −∞ forbids a token.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the text so far: the prompt and what was drawn after it, in the order of reading.
  mutating func process(_ logits: inout [Float], after tokens: [Token])

  /// Learns which token was drawn, or read from the prompt.
  ///
  /// - Parameter token: the token.
  mutating func accept(_ token: Token)

  /// Whether the text ends with the token that was accepted last.
  var endsText: Bool { get }
}

extension LogitsProcessor {
  /// No: the text goes on.
  public var endsText: Bool { false }

  /// Forgets it.
  ///
  /// - Parameter token: the token.
  public mutating func accept(_ token: Token) {}
}
