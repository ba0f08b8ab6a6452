public import CharNGram
internal import CharNetwork
public import CharText

/// An n-gram model with its tokenizer; it generates, scores and evaluates text as a neural language model does.
///
///     let model = try NGramLanguageModel(contentsOf: "models/ngram")
///     print(try model.generate("Once upon a time").text)
public struct NGramLanguageModel: AutoregressiveModel {
  /// The tokenizer.
  public let tokenizer: Tokenizer
  /// The probabilities and back-off weights.
  public let model: NGramModel
  /// The training record, if there is one.
  public var training: TrainingRecord?

  /// Creates a model from its parts.
  ///
  /// - Parameters:
  ///   - tokenizer: the tokenizer; its vocabulary has the size of the model's.
  ///   - model: the probabilities and back-off weights.
  ///   - training: the training record.
  public init(tokenizer: Tokenizer, model: NGramModel, training: TrainingRecord? = nil) {
    precondition(
      tokenizer.vocabulary.count == model.vocabularySize,
      "a vocabulary of \(tokenizer.vocabulary.count) with a model of \(model.vocabularySize)")
    self.tokenizer = tokenizer
    self.model = model
    self.training = training
  }

  /// The content of its `config.json`.
  public var configuration: ModelConfiguration {
    ModelConfiguration(
      order: model.order, vocabularySize: model.vocabularySize, tokenizer: tokenizer.configuration,
      training: training)
  }

  /// Returns the state that has read nothing.
  ///
  /// - Returns: the state.
  public func initialState() -> NGramModel.Context { model.start }

  /// Reads a token; the document boundary first clears the context.
  ///
  /// - Parameters:
  ///   - state: the last n − 1 tokens; moves from before the token to after it.
  ///   - token: a token of the vocabulary.
  ///   - logits: receives V log-probabilities; stays empty if it is empty.
  public func advance(_ state: inout NGramModel.Context, with token: Token, logits: inout [Float]) {
    model.read(token, &state)
    if !logits.isEmpty { model.logProbabilities(after: state, into: &logits) }
  }

  /// Returns ln p of every token after the first of each span, in nats.
  ///
  /// - Parameters:
  ///   - tokens: the tokens that the spans refer to.
  ///   - spans: indices of `tokens`; each span starts from a state that has read nothing.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double] {
    var result = [Double](repeating: 0, count: max(0, tokens.count - 1))
    for span in spans where !span.isEmpty {
      var context = model.start
      model.read(tokens[span.lowerBound], &context)
      for start in stride(from: span.lowerBound + 1, to: span.upperBound, by: 1 << 16) {
        let part = start..<min(start + 1 << 16, span.upperBound)
        for position in part {
          result[position - tokens.startIndex - 1] = model.read(tokens[position], &context)
        }
        TokenProgress.add(part.count)
      }
    }
    return result
  }
}
