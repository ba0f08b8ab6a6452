public import CharText

/// Changes the logits before a token is drawn, and may end the text.
///
/// Each text that is generated has its own copy of a processor.
public protocol LogitsProcessor: Sendable {
  /// Changes the logits in place; −∞ forbids a token.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens of the prompt and those drawn after it, in the order in which the model reads: the last
  ///     ``lookback`` of them, or more.
  mutating func process(_ logits: inout [Float], after tokens: [Token])

  /// Takes note of a token of the prompt, or one that was drawn.
  ///
  /// - Parameter token: the token.
  mutating func accept(_ token: Token)

  /// Starts a sequence of random numbers, before a text is generated.
  ///
  /// - Parameters:
  ///   - seed: the seed of the text.
  ///   - stream: the number of the sequence; each sample of a seed has another one.
  mutating func seed(_ seed: UInt64, stream: UInt64)

  /// The number of last tokens that ``process(_:after:)`` reads, at most; `Int.max` = all of them. A text that goes on
  /// for long takes less memory if no processor reads it whole.
  var lookback: Int { get }

  /// True if the text ends after the token that was accepted last.
  var endsText: Bool { get }
}

extension LogitsProcessor {
  /// All tokens.
  public var lookback: Int { .max }

  /// False: the text goes on.
  public var endsText: Bool { false }

  /// Ignores the token.
  ///
  /// - Parameter token: the token.
  public mutating func accept(_ token: Token) {}

  /// Does nothing.
  ///
  /// - Parameters:
  ///   - seed: the seed of the text.
  ///   - stream: the number of the sequence.
  public mutating func seed(_ seed: UInt64, stream: UInt64) {}
}
