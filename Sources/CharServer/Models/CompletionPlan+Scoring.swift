internal import CharLM
internal import CharText

extension CompletionPlan {
  /// The largest number of tokens that are read before it is looked whether anybody still waits.
  private static let slice = 1 << 16

  /// Predicts the tokens of all prompts, side by side.
  ///
  /// - Parameter cancellation: tells whether anybody still waits.
  /// - Returns: for each prompt its tokens, and the logits after it.
  /// - Throws: `CancellationError`, or `PredictionError`.
  func predictedPrompts(
    _ cancellation: ComputeQueue.Cancellation
  ) throws -> [(tokens: TokenTable, next: [Float])] {
    var result: [(tokens: TokenTable, next: [Float])] = []
    result.reserveCapacity(prompts.count)
    while result.count < prompts.count {
      try cancellation.check()
      var (end, count) = (result.count, 0)
      while end < prompts.count, end == result.count || count < Self.slice {
        count += prompts[end].tokens.count
        end += 1
      }
      let part = prompts[result.count..<end]
      let predicted = try model.predictions(
        ofTexts: part.map { start + $0.tokens }, alternatives: request.alternatives ?? 0)
      for (prompt, text) in zip(part, predicted) {
        var table = TokenTable(model.tokenizer.vocabulary)
        let predictions = text.tokens.suffix(prompt.tokens.count)
        for (index, prediction) in predictions.enumerated() {
          let offset = prompt.offsets[index]
          // The first token of a prompt has nothing before it that a client knows.
          if index == 0 {
            table.append(prediction.token, offset: offset)
          } else {
            table.append(prediction, offset: offset)
          }
        }
        result.append((table, text.next))
      }
    }
    return result
  }

  /// Draws the first token after a prompt.
  ///
  /// - Parameters:
  ///   - prompt: the index of the prompt.
  ///   - logits: the logits after it.
  ///   - sample: the index of the sample.
  /// - Returns: the text and its token.
  /// - Throws: ``APIError``.
  func firstToken(
    after prompt: Int, _ logits: [Float], sample: Int
  ) throws -> (text: GeneratedText, prediction: TokenPrediction?) {
    try model.firstToken(
      after: prompts[prompt].tokens, logits, options, processors: processors[prompt],
      sampleIndex: sample, alternatives: request.alternatives ?? 0)
  }
}
