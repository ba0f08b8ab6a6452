public import CharText

/// How well a model predicts a text, in every unit that papers use.
public struct Evaluation: Sendable, Equatable {
  /// Tokens predicted: the text's, and the boundaries between documents; conditions are given.
  public var tokens: Int
  /// Unicode scalars of the text as read.
  public var characters: Int
  /// Bytes of the text as read.
  public var bytes: Int
  /// Runs of non-white-space.
  public var words: Int
  /// Documents.
  public var documents: Int
  /// Tokens that the model does not know; figures of texts that have some are not comparable.
  public var unknownTokens: Int
  /// −Σ ln p.
  public var nats: Double
  /// Whether spaces separate the words of the text, as an estimate from its script and the length of
  /// its words: not in Chinese, for example.
  public var hasSeparateWords: Bool

  /// Nats per token.
  public var natsPerToken: Double { nats / Double(tokens) }
  /// e^(nats per token).
  public var perplexity: Double { exponential(natsPerToken) }
  /// Bits per Unicode scalar of the text.
  public var bitsPerCharacter: Double { nats / logarithm(2) / Double(characters) }
  /// Bits per byte of the text.
  public var bitsPerByte: Double { nats / logarithm(2) / Double(bytes) }
  /// e^(nats per word); nil where spaces do not separate words, or where it is beyond the largest
  /// number.
  public var perplexityPerWord: Double? {
    let value = exponential(nats / Double(words))
    return hasSeparateWords && value.isFinite ? value : nil
  }

  init(_ corpus: EncodedCorpus, _ tokenizer: Tokenizer, logProbabilities: [Double]) {
    hasSeparateWords = WordSeparation(corpus, tokenizer).isBySpaces
    tokens = logProbabilities.count
    characters = corpus.statistics.characters
    bytes = corpus.statistics.bytes
    words = corpus.statistics.words
    documents = corpus.statistics.documents
    unknownTokens = corpus.statistics.unknownTokens
    nats = -logProbabilities.reduce(0, +)
  }
}

extension AutoregressiveModel {
  /// Measures the model on a corpus that was encoded by its tokenizer.
  ///
  /// The corpus is one stream with state carried from token to token; each document starts from nothing,
  /// so documents, and windows, can be read side by side on all processors.
  /// The first token of a document is predicted from the document boundary, and the boundary before
  /// every document but the first is predicted too. The condition of a document is given: it is read,
  /// and does not count.
  ///
  /// - Parameters:
  ///   - corpus: what to predict.
  ///   - window: cuts the stream into windows of so many tokens that each start from a zero state, as
  ///     models with a fixed context see it; nil = one stream.
  /// - Returns: the figures.
  /// - Throws: `PredictionError.window` for a window below 1, and `PredictionError.notFinite` if the
  ///   model's predictions are not finite.
  public func evaluate(
    _ corpus: EncodedCorpus, window: Int? = nil
  ) throws(PredictionError) -> Evaluation {
    if let window, window < 1 { throw .window(window) }
    var tokens = corpus.tokens
    tokenizer.configuration.direction.order(&tokens, of: tokenizer.vocabulary)
    let values =
      window.map { logProbabilities(tokens[...], window: $0) }
      ?? logProbabilities(tokens[...])
    try values.checkFinite()
    return Evaluation(
      corpus, tokenizer,
      logProbabilities: tokenizer.vocabulary.withoutConditions(values, of: tokens))
  }
}

extension Vocabulary {
  /// Of the values of all tokens of a stream after the first, those of text and boundaries.
  package func withoutConditions(_ values: [Double], of tokens: [Token]) -> [Double] {
    guard !conditionNames.isEmpty else { return values }
    return zip(values, tokens.dropFirst()).filter { !isCondition($1) }.map(\.0)
  }
}
