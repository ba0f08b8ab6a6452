public import CharForms
public import CharText

/// Forbids tokens that a constraint does not allow, and closes the text in time.
///
/// Only tokens are allowed after which the text can end within its length. The text ends where the constraint
/// allows nothing else; where it may end, the model decides.
public struct ConstraintProcessor: LogitsProcessor {
  private let tokens: TokenConstraint
  private let conditions: [Int]
  private var state: TokenConstraint.State
  private var choices: TokenChoices
  /// The number of tokens that may still be drawn.
  private var remaining: Int
  /// True if the prompt is over.
  private var isDrawing = false
  private var scratch: [Float] = []

  /// Makes a processor for one text.
  ///
  /// - Parameters:
  ///   - rules: the constraint on the text after the prompt.
  ///   - tokenizer: the tokenizer of the model.
  ///   - length: the maximum number of tokens, as in `GenerationOptions`.
  /// - Throws: `ConstraintError` if the model reads backward, or no text that is allowed can be written with
  ///   its characters and within the length.
  public init(_ rules: some Constraint, _ tokenizer: Tokenizer, length: Int) throws {
    tokens = try TokenConstraint(rules, tokenizer, length: length)
    state = tokens.initialState
    choices = tokens.choices(in: state)
    remaining = length
    let vocabulary = tokenizer.vocabulary
    conditions = (0..<vocabulary.count).filter { vocabulary.isCondition(Token($0)) }
  }

  /// 0: it remembers what it needs of the tokens that it accepts.
  public var lookback: Int { 0 }

  /// Forbids all tokens but those that are allowed.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    // The condition of the text is drawn before it.
    if conditions.contains(where: { logits[$0] > -.infinity }) { return }
    isDrawing = true
    choices.mask(&logits, remaining: remaining, scratch: &scratch)
  }

  /// Follows a token that was drawn.
  ///
  /// - Parameter token: the token; those of the prompt are ignored.
  public mutating func accept(_ token: Token) {
    guard isDrawing, let next = tokens.state(after: token, in: state) else { return }
    state = next
    choices = tokens.choices(in: state)
    remaining -= 1
  }

  /// True if the text may end here.
  package var mayEnd: Bool { isDrawing && choices.mayEnd }

  /// True if the text may end and cannot go on.
  public var endsText: Bool { isDrawing && choices.mayEnd && choices.groups.isEmpty }
}
