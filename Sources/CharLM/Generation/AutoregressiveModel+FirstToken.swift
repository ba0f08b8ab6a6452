package import CharText

extension AutoregressiveModel {
  /// Draws the first token of a text after a prompt whose logits are known, as ``LaneDecoder`` does.
  ///
  /// - Parameters:
  ///   - prompt: the tokens of the prompt, in the order of reading.
  ///   - logits: V logits after the prompt.
  ///   - options: options of the text, whose length is at most one token.
  ///   - processors: processors of the logits, applied before those of the options.
  ///   - sampleIndex: the index of the sample.
  ///   - count: the number of alternatives of the token.
  /// - Returns: the text, and the prediction of its token; nil if it has none.
  /// - Throws: `SamplingError` if an option is out of range.
  package func firstToken(
    after prompt: [Token], _ logits: [Float], _ options: GenerationOptions,
    processors: [any LogitsProcessor] = [], sampleIndex: Int = 0, alternatives count: Int
  ) throws -> (text: GeneratedText, prediction: TokenPrediction?) {
    precondition(options.length <= 1, "\(options.length) tokens")
    var lane = try DecodingLane(
      options, after: prompt, tokenizer, drawsCondition: false, processors: processors,
      sampleIndex: sampleIndex, report: .alternatives(count))
    let draw = lane.draw(from: logits[...])
    return (lane.output, draw.prediction)
  }
}
