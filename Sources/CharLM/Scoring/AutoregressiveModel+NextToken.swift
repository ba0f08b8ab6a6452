internal import CharNumerics
internal import CharText

extension AutoregressiveModel {
  /// Computes ln p of every token of the vocabulary as the next one after a text, in nats.
  ///
  ///     let values = try model.nextTokenLogProbabilities(after: "Once upon a tim")
  ///     print(values[Int(try model.tokenizer.encode("e")[0])])
  ///
  /// To read a text token by token, call ``advance(_:with:logits:)``: the result here is the logarithm of the
  /// softmax of its logits.
  ///
  /// - Parameters:
  ///   - text: the start of a document, or its end if the model reads backward.
  ///   - condition: the condition of the document.
  /// - Returns: V log-probabilities; that of `Vocabulary.documentBoundary` is the end of the document's.
  /// - Throws: `TokenizerError` if the model does not accept the text or the condition, or
  ///   `PredictionError.notFinite`.
  public func nextTokenLogProbabilities(
    after text: String = "", condition: String? = nil
  ) throws -> [Double] {
    let tokens = try document(
      Array(text.utf8), after: context("", condition), countsEnd: false)
    var state = initialState()
    var logits = [Float](repeating: 0, count: tokenizer.vocabulary.count)
    read(tokens[...], &state, logits: &logits)
    try Sampler.check(logits)
    return Softmax.logProbabilities(logits[...])
  }
}
