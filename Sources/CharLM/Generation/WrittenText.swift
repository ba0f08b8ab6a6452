internal import CharText

/// The text of tokens as they are written, up to a stop string.
struct WrittenText: Sendable {
  private var decoder: StreamingDecoder
  private var matcher: StopMatcher
  private var backward: BackwardText?

  /// Starts a text.
  ///
  /// - Parameters:
  ///   - tokenizer: the tokenizer of the model.
  ///   - stops: the stop strings, normalized like the text.
  init(_ tokenizer: Tokenizer, stops: [String]) {
    decoder = StreamingDecoder(tokenizer.vocabulary)
    matcher = StopMatcher(stops)
    if tokenizer.configuration.direction == .backward {
      backward = BackwardText(tokenizer.vocabulary, stops: stops)
    }
  }

  /// True if a stop string was written.
  var hasStopped: Bool { backward?.hasStopped ?? matcher.hasStopped }

  /// Appends a token.
  ///
  /// - Returns: new text; of a model that reads backward none.
  mutating func append(_ token: Token) -> String {
    guard backward == nil else {
      backward?.append(token)
      return ""
    }
    return matcher.append(decoder.append(token))
  }

  /// Ends the text.
  ///
  /// - Returns: the rest of the text; of a model that reads backward all of it.
  mutating func finish() -> String {
    backward?.text ?? matcher.append(decoder.finish()) + matcher.finish()
  }
}
