internal import CharLM
internal import CharText

/// Ends a text after its first character, word or line, where its constraint may end too.
struct ContinuationEnd: LogitsProcessor {
  private let grain: WritingGrain
  private let isWhole: Bool
  private var constraint: ConstraintProcessor?
  private let conditions: Set<Token>
  private var decoder: StreamingDecoder
  private var text: [Character] = []
  private var isDrawing = false

  /// Makes the rule of one continuation.
  ///
  /// - Parameters:
  ///   - grain: how much is written.
  ///   - constraint: the constraint on the continuation.
  ///   - isWhole: whether the continuation may end before the constraint allows it.
  ///   - tokenizer: the tokenizer of the model.
  init(
    _ grain: WritingGrain, _ constraint: ConstraintProcessor?, isWhole: Bool,
    _ tokenizer: Tokenizer
  ) {
    (self.grain, self.constraint, self.isWhole) = (grain, constraint, isWhole)
    let vocabulary = tokenizer.vocabulary
    decoder = StreamingDecoder(vocabulary)
    conditions = Set((0..<vocabulary.count).map { Token($0) }.filter(vocabulary.isCondition))
  }

  var lookback: Int { 0 }

  mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    isDrawing = true
    constraint?.process(&logits, after: tokens)
  }

  mutating func accept(_ token: Token) {
    constraint?.accept(token)
    guard isDrawing, !conditions.contains(token), token != Vocabulary.documentBoundary else {
      return
    }
    // A mark may join the last character.
    let new = decoder.append(token)
    let last = text.popLast().map(String.init) ?? ""
    text += Array(last + new)
  }

  var endsText: Bool {
    if constraint?.endsText ?? false { return true }
    guard isWhole || constraint?.mayEnd ?? true else { return false }
    return grain.end(in: text) != nil
  }
}
