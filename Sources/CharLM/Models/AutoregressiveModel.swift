public import CharText

/// Reads a token, says how likely each next one is.
///
/// Generation, scoring and evaluation use only this, so that they work with any model. A state is a value: a
/// copy of it is a second continuation of the same text, and one model serves any number of states at once.
/// Four requirements have no default; the others are doors for a model that reads many tokens faster than
/// one after another.
public protocol AutoregressiveModel<State>: Sendable {
  /// What was read so far.
  associatedtype State: Sendable
  /// Several texts, a token of each at a time.
  associatedtype Lanes: ModelLanes<State> = SeparateLanes<Self>

  /// Text to tokens and back.
  var tokenizer: Tokenizer { get }

  /// The state that has read nothing, from which a document starts with
  /// `Vocabulary.documentBoundary`.
  ///
  /// - Returns: the state.
  func initialState() -> State

  /// Reads a token; the document boundary first forgets all that was read.
  ///
  /// - Parameters:
  ///   - state: goes from before the token to after it.
  ///   - token: a token of the vocabulary.
  ///   - logits: receives one logit per token of the vocabulary; stays empty if it is empty.
  func advance(_ state: inout State, with token: Token, logits: inout [Float])

  /// Reads tokens one after another, such as a prompt.
  ///
  /// - Parameters:
  ///   - tokens: at least one token of the vocabulary.
  ///   - state: goes from before the first to after the last.
  ///   - logits: receives the logits after the last; stays empty if it is empty.
  func read(_ tokens: ArraySlice<Token>, _ state: inout State, logits: inout [Float])

  /// Makes lanes for texts that are read side by side.
  ///
  /// - Returns: no lanes yet.
  func makeLanes() -> Lanes

  /// ln p of every token after the first of each span, in nats.
  ///
  /// - Parameters:
  ///   - tokens: what the spans are spans of.
  ///   - spans: indices of `tokens`; each span starts from a state that has read nothing.
  /// - Returns: one log-probability less than there are tokens: at i that of token i + 1; 0 where no span
  ///   predicts it.
  func logProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double]
}

/// Texts that a model reads side by side, a token of each at a time. They join and leave between any two
/// steps, and no text depends on its neighbors.
public protocol ModelLanes<State>: Sendable {
  /// The memory of one text.
  associatedtype State: Sendable

  /// The number of texts.
  var count: Int { get }

  /// Adds a text after the others.
  ///
  /// - Parameter state: what it has read.
  mutating func append(_ state: State)

  /// Puts another text in the place of one.
  ///
  /// - Parameters:
  ///   - lane: the place.
  ///   - state: what the other text has read.
  mutating func replace(_ lane: Int, with state: State)

  /// Keeps some texts, in the order given; a text may be kept several times.
  ///
  /// - Parameter lanes: their places.
  mutating func select(_ lanes: [Int])

  /// Reads a token in each lane.
  ///
  /// - Parameters:
  ///   - tokens: a token for each lane; a document boundary first forgets what its lane has read.
  ///   - logits: receives `[lanes, V]` logits; stays empty if it is empty.
  mutating func advance(with tokens: [Token], logits: inout [Float])
}

/// Lanes of a model that reads one text at a time.
public struct SeparateLanes<Model: AutoregressiveModel>: ModelLanes {
  private let model: Model
  private var states: [Model.State] = []
  private var row: [Float]

  /// No lanes yet.
  ///
  /// - Parameter model: what reads.
  public init(_ model: Model) {
    self.model = model
    row = [Float](repeating: 0, count: model.tokenizer.vocabulary.count)
  }

  /// The number of texts.
  public var count: Int { states.count }

  /// Adds a text after the others.
  ///
  /// - Parameter state: what it has read.
  public mutating func append(_ state: Model.State) { states.append(state) }

  /// Puts another text in the place of one.
  ///
  /// - Parameters:
  ///   - lane: the place.
  ///   - state: what the other text has read.
  public mutating func replace(_ lane: Int, with state: Model.State) { states[lane] = state }

  /// Keeps some texts, in the order given.
  ///
  /// - Parameter lanes: their places.
  public mutating func select(_ lanes: [Int]) { states = lanes.map { states[$0] } }

  /// Reads a token in each lane.
  ///
  /// - Parameters:
  ///   - tokens: a token for each lane.
  ///   - logits: receives `[lanes, V]` logits; stays empty if it is empty.
  public mutating func advance(with tokens: [Token], logits: inout [Float]) {
    var none: [Float] = []
    for lane in states.indices {
      guard !logits.isEmpty else {
        model.advance(&states[lane], with: tokens[lane], logits: &none)
        continue
      }
      model.advance(&states[lane], with: tokens[lane], logits: &row)
      logits.replaceSubrange(lane * row.count..<(lane + 1) * row.count, with: row)
    }
  }
}

extension AutoregressiveModel where Lanes == SeparateLanes<Self> {
  /// Makes lanes for texts that are read side by side, one after another in each step.
  ///
  /// - Returns: no lanes yet.
  public func makeLanes() -> SeparateLanes<Self> { SeparateLanes(self) }
}

extension AutoregressiveModel {
  /// Reads tokens, one step at a time.
  ///
  /// - Parameters:
  ///   - tokens: at least one token of the vocabulary.
  ///   - state: goes from before the first to after the last.
  ///   - logits: receives the logits after the last; stays empty if it is empty.
  public func read(_ tokens: ArraySlice<Token>, _ state: inout State, logits: inout [Float]) {
    var none: [Float] = []
    for token in tokens.dropLast() { advance(&state, with: token, logits: &none) }
    for token in tokens.suffix(1) { advance(&state, with: token, logits: &logits) }
  }

  /// ln p of every token after the first of each span, one step at a time.
  ///
  /// - Parameters:
  ///   - tokens: what the spans are spans of.
  ///   - spans: indices of `tokens`; each span starts from a state that has read nothing.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double] {
    var result = [Double](repeating: 0, count: max(0, tokens.count - 1))
    var logits = [Float](repeating: 0, count: tokenizer.vocabulary.count)
    for span in spans {
      var state = initialState()
      for position in span.dropLast() {
        advance(&state, with: tokens[position], logits: &logits)
        result[position - tokens.startIndex] = logProbability(of: tokens[position + 1], logits)
      }
    }
    return result
  }

  /// ln p of every token after the first, each given all before it in its document, in nats.
  ///
  /// - Parameter tokens: tokens of the vocabulary; the first, usually the document boundary, is read
  ///   but not predicted.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>) -> [Double] {
    var spans: [Range<Int>] = []
    var start = tokens.startIndex
    for index in tokens.indices.dropFirst() where tokens[index] == Vocabulary.documentBoundary {
      // The boundary is predicted from one document and read by the next.
      spans.append(start..<index + 1)
      start = index
    }
    if start < tokens.endIndex { spans.append(start..<tokens.endIndex) }
    return logProbabilities(tokens, spans: spans)
  }

  /// The same with the tokens cut into windows that each start from a state that has read nothing.
  ///
  /// - Parameters:
  ///   - tokens: a corpus.
  ///   - window: tokens that a window predicts, at least 1.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>, window: Int) -> [Double] {
    precondition(window > 0, "a window of \(window) tokens")
    // A window that ends with the tokens or after them is all of them.
    let window = min(window, max(1, tokens.count - 1))
    let starts = stride(from: tokens.startIndex, to: tokens.endIndex - 1, by: window)
    return logProbabilities(
      tokens, spans: starts.map { $0..<min($0 + window + 1, tokens.endIndex) })
  }
}

/// ln of the softmax of logits at one token, in Double.
func logProbability(of token: Token, _ logits: [Float]) -> Double {
  let top = Double(logits.max() ?? 0)
  let sum = logits.reduce(0.0) { $0 + exponential(Double($1) - top) }
  return Double(logits[Int(token)]) - top - logarithm(sum)
}
