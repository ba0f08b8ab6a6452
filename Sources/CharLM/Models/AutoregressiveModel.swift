internal import CharNetwork
internal import CharNumerics
public import CharText

/// A model that reads tokens one by one and predicts the next one.
///
/// Generation, scoring and evaluation use only this protocol, so they work with any model. A state is a value:
/// a copy of it is a second continuation of the same text, and one model serves any number of states at once.
/// Three requirements have no default (`tokenizer`, `initialState` and `advance`); a model that reads many
/// tokens faster than one after another implements the others too.
public protocol AutoregressiveModel<State>: Sendable {
  /// The memory of one text.
  associatedtype State: Sendable
  /// Texts that are read side by side.
  associatedtype Lanes: ModelLanes<State> = SeparateLanes<Self>

  /// The tokenizer of the model's text.
  var tokenizer: Tokenizer { get }

  /// Makes the state before any text. A document starts with `Vocabulary.documentBoundary`.
  ///
  /// - Returns: the state.
  func initialState() -> State

  /// Reads a token. The document boundary first resets the state.
  ///
  /// - Parameters:
  ///   - state: the state before the token; becomes the state after it.
  ///   - token: a token of the vocabulary.
  ///   - logits: receives one logit per token of the vocabulary; stays empty if it is empty.
  func advance(_ state: inout State, with token: Token, logits: inout [Float])

  /// Reads tokens one after another, such as a prompt.
  ///
  /// - Parameters:
  ///   - tokens: at least one token of the vocabulary.
  ///   - state: the state before the first token; becomes the state after the last.
  ///   - logits: receives the logits after the last token; stays empty if it is empty.
  func read(_ tokens: ArraySlice<Token>, _ state: inout State, logits: inout [Float])

  /// Makes lanes for texts that are read side by side.
  ///
  /// - Returns: no lanes yet.
  func makeLanes() -> Lanes

  /// Computes ln p of every token after the first of each span, in nats.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary.
  ///   - spans: ranges of indices of `tokens`; each span is read from the initial state.
  /// - Returns: one log-probability less than there are tokens: at i that of token i + 1; 0 where no span
  ///   predicts it.
  func logProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double]

  /// Computes ln p of each text in nats: the sum over all its tokens after the first.
  ///
  /// - Parameter texts: tokens of the vocabulary; each text is read from the initial state.
  /// - Returns: a log-probability for each text; equal texts have equal ones.
  func logProbabilities(ofTexts texts: [[Token]]) -> [Double]
}

extension AutoregressiveModel {
  /// Reads tokens, one step at a time.
  ///
  /// - Parameters:
  ///   - tokens: at least one token of the vocabulary.
  ///   - state: the state before the first token; becomes the state after the last.
  ///   - logits: receives the logits after the last token; stays empty if it is empty.
  public func read(_ tokens: ArraySlice<Token>, _ state: inout State, logits: inout [Float]) {
    var none: [Float] = []
    for token in tokens.dropLast() { advance(&state, with: token, logits: &none) }
    for token in tokens.suffix(1) { advance(&state, with: token, logits: &logits) }
  }

  /// Computes ln p of every token after the first of each span, one step at a time.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary.
  ///   - spans: ranges of indices of `tokens`; each span is read from the initial state.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double] {
    steppedLogProbabilities(tokens, spans: spans)
  }

  /// Computes ln p of each text in nats, by the log-probabilities of its tokens.
  ///
  /// - Parameter texts: tokens of the vocabulary; each text is read from the initial state.
  /// - Returns: a log-probability for each text.
  public func logProbabilities(ofTexts texts: [[Token]]) -> [Double] {
    var tokens: [Token] = []
    let spans = texts.map { text in
      tokens += text
      return tokens.count - text.count..<tokens.count
    }
    let values = logProbabilities(tokens[...], spans: spans)
    return spans.map { values[$0.dropLast()].reduce(0, +) }
  }

  func steppedLogProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double] {
    var result = [Double](repeating: 0, count: max(0, tokens.count - 1))
    var logits = [Float](repeating: 0, count: tokenizer.vocabulary.count)
    for span in spans {
      var state = initialState()
      for position in span.dropLast() {
        advance(&state, with: tokens[position], logits: &logits)
        result[position - tokens.startIndex] = Softmax.logProbability(
          of: Int(tokens[position + 1]), logits)
        TokenProgress.add(1)
      }
    }
    return result
  }

  /// Computes ln p of every token after the first, each given all tokens before it in its document, in nats.
  ///
  /// - Parameter tokens: tokens of the vocabulary; the first, usually the document boundary, is read
  ///   but not predicted.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>) -> [Double] {
    logProbabilities(tokens, spans: Self.documents(in: tokens))
  }

  /// Returns the spans of the documents of a text, each with the boundary after it, which it predicts.
  package static func documents(in tokens: ArraySlice<Token>) -> [Range<Int>] {
    var spans: [Range<Int>] = []
    var start = tokens.startIndex
    for index in tokens.indices.dropFirst() where tokens[index] == Vocabulary.documentBoundary {
      // The boundary is predicted from one document and read by the next.
      spans.append(start..<index + 1)
      start = index
    }
    if start < tokens.endIndex { spans.append(start..<tokens.endIndex) }
    return spans
  }

  /// Computes ln p of every token after the first, with the tokens cut into windows that are each read from
  /// the initial state.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary.
  ///   - window: the number of tokens that a window predicts, at least 1.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>, window: Int) -> [Double] {
    precondition(window > 0, "a window of \(window) tokens")
    // A window that reaches the last token or further is the whole text.
    let window = min(window, max(1, tokens.count - 1))
    let starts = stride(from: tokens.startIndex, to: tokens.endIndex - 1, by: window)
    return logProbabilities(
      tokens, spans: starts.map { $0..<min($0 + window + 1, tokens.endIndex) })
  }
}
