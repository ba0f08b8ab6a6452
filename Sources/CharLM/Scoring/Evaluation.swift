public import CharText
internal import Foundation

/// The loss of a model on a text, in the units of the literature.
public struct Evaluation: Sendable, Equatable {
  /// The number of predicted tokens: those of the text and the boundaries between documents; conditions are
  /// given, not predicted.
  public var tokens: Int
  /// The number of Unicode scalars of the text as read.
  public var characters: Int
  /// The number of bytes of the text as read.
  public var bytes: Int
  /// The number of runs of non-white-space.
  public var words: Int
  /// The number of documents.
  public var documents: Int
  /// The number of tokens that are not in the vocabulary. The figures of texts with such tokens are not
  /// comparable.
  public var unknownTokens: Int
  /// −Σ ln p over all predicted tokens.
  public var nats: Double
  /// True if spaces separate the words of the text, as in English and unlike in Chinese: an estimate from its
  /// scripts and the length of its words.
  public var hasSeparateWords: Bool

  /// Nats per token.
  public var natsPerToken: Double { nats / Double(tokens) }
  /// e^(nats per token).
  public var perplexity: Double { exp(natsPerToken) }
  /// Bits per Unicode scalar of the text.
  public var bitsPerCharacter: Double { nats / log(2) / Double(characters) }
  /// Bits per byte of the text.
  public var bitsPerByte: Double { nats / log(2) / Double(bytes) }
  /// e^(nats per word); nil where spaces do not separate words, or where it is beyond the largest
  /// number.
  public var perplexityPerWord: Double? {
    let value = exp(nats / Double(words))
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

  /// Adds up the losses of the documents of a corpus.
  init(_ corpus: EncodedCorpus, _ tokenizer: Tokenizer, _ pieces: PieceLosses) {
    self.init(corpus, tokenizer, logProbabilities: [])
    tokens = pieces.documents.reduce(0) { $0 + $1.tokens }
    nats = pieces.nats
  }
}

extension AutoregressiveModel {
  /// Measures the model on a corpus that was encoded by its tokenizer.
  ///
  /// The corpus is one stream with state carried from token to token. Each document starts from the initial
  /// state, so documents and windows can be read side by side on all processors.
  /// The first token of a document is predicted from the document boundary, and the boundary before
  /// every document but the first is predicted too. The condition of a document is read, but does not
  /// count.
  ///
  /// - Parameters:
  ///   - corpus: the text to predict.
  ///   - window: the number of tokens of windows that are each read from the initial state, as by a model with
  ///     a fixed context; nil = one stream.
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
  /// Returns the values of tokens that are not conditions, from the values of all tokens of a stream after the
  /// first.
  package func withoutConditions(_ values: [Double], of tokens: [Token]) -> [Double] {
    guard !conditionNames.isEmpty else { return values }
    return zip(values, tokens.dropFirst()).filter { !isCondition($1) }.map(\.0)
  }
}
