internal import CharText

/// A model that has read what all hypotheses have in common.
struct TextStart<Model: AutoregressiveModel>: Sendable {
  let model: Model
  let state: Model.State
  /// V logits of the next token.
  let logits: [Float]
}

extension TextStart {
  /// Reads the start of a document.
  ///
  /// - Parameters:
  ///   - tokens: the tokens, in the order in which the model reads.
  ///   - condition: the condition of the document.
  ///   - model: the model.
  /// - Throws: `PredictionError.notFinite`, or `TokenizerError` for an unknown condition.
  init(_ tokens: [Token], condition: String?, _ model: Model) throws {
    let tokenizer = model.tokenizer
    let condition = try condition.map { try tokenizer.condition(named: $0) }
    var state = model.initialState()
    var logits = [Float](repeating: 0, count: tokenizer.vocabulary.count)
    let start = [Vocabulary.documentBoundary] + (condition.map { [$0] } ?? []) + tokens
    model.read(start[...], &state, logits: &logits)
    guard !logits.contains(where: \.isNaN) else { throw PredictionError.notFinite }
    (self.model, self.state, self.logits) = (model, state, logits)
  }
}
