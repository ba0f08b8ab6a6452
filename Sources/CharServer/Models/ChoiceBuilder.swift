internal import CharLM
internal import CharText

/// A choice of a response as its text comes.
struct ChoiceBuilder: Sendable {
  /// The tokens that are not sent yet; nil if tokens are not told.
  private(set) var tokens: TokenTable?
  private var decoder: StreamingDecoder
  /// Scalars of the prompt and of all tokens so far.
  private var end: Int
  /// Scalars of the prompt and of the text that can be shown.
  private var shown: Int
  private let promptEnd: Int

  /// Starts the choice of a text.
  ///
  /// - Parameters:
  ///   - promptEnd: the number of Unicode scalars of the prompt.
  ///   - vocabulary: the vocabulary of the model.
  ///   - prompt: the tokens of the prompt where it is echoed with its tokens.
  ///   - hasTokens: whether tokens are told.
  init(
    after promptEnd: Int, _ vocabulary: Vocabulary, prompt: TokenTable? = nil, hasTokens: Bool
  ) {
    tokens = hasTokens ? prompt ?? TokenTable(vocabulary) : nil
    decoder = StreamingDecoder(vocabulary)
    (end, shown, self.promptEnd) = (promptEnd, promptEnd, promptEnd)
  }

  /// Adds a token.
  mutating func append(_ prediction: TokenPrediction) {
    tokens?.append(prediction, offset: end)
    end += decoder.append(prediction.token).unicodeScalars.count
  }

  /// Adds text that can be shown.
  ///
  /// - Returns: the tokens that start in it, or before it.
  mutating func show(_ piece: String) -> TokenTable? {
    shown += piece.unicodeScalars.count
    return tokens?.take(before: shown)
  }

  /// Ends the text. Tokens of a stop string are not told; the boundary at the end of a document is.
  mutating func finish(_ output: GeneratedText) {
    if output.finishReason == .stop {
      tokens?.cut(at: promptEnd + output.text.unicodeScalars.count)
    }
  }
}
