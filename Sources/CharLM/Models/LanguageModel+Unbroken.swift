package import CharText

extension LanguageModel {
  /// Returns a text as one stream through which gradients flow: in the reading direction of the model, without document
  /// boundaries, which end the flow, and conditions.
  ///
  /// - Parameter corpus: the text.
  /// - Returns: the tokens.
  package func unbrokenTokens(of corpus: EncodedCorpus) -> [Token] {
    var tokens = corpus.tokens
    let vocabulary = tokenizer.vocabulary
    tokenizer.configuration.direction.order(&tokens, of: vocabulary)
    tokens.removeAll { $0 == Vocabulary.documentBoundary || vocabulary.isCondition($0) }
    return tokens
  }
}
