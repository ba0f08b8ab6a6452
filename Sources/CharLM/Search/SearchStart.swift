internal import CharText

/// A prompt that is read: where all hypotheses of a search start.
struct SearchStart<Model: AutoregressiveModel> {
  /// The tokens of the prompt, in the order in which the model reads.
  let prompt: [Token]
  let condition: String?
  let state: Model.State
  /// V logits of the first token.
  let logits: [Float]

  /// Reads a prompt. A condition that is not given is drawn.
  init(_ prompt: [UInt8], _ options: GenerationOptions, _ model: Model) throws {
    let vocabulary = model.tokenizer.vocabulary
    var tokens = try model.tokenizer.encode(prompt)
    let reader = try model.read(prompt, options, processors: [], sampleIndex: 0)
    model.tokenizer.configuration.direction.order(&tokens, of: vocabulary)
    self.prompt = tokens
    var (state, logits, condition) = (reader.state, reader.logits, reader.lane.output.condition)
    if condition == nil, !vocabulary.conditionNames.isEmpty {
      let mask = SpecialTokenMask(vocabulary, drawsCondition: true)
      var sampler = try Sampler(options.sampling, model.tokenizer, extra: [mask], stream: .max)
      let drawn = try sampler.draw(from: logits)
      model.advance(&state, with: drawn, logits: &logits)
      if case .condition(let name)? = vocabulary.entry(of: drawn) { condition = name }
    }
    (self.state, self.logits, self.condition) = (state, logits, condition)
  }
}
