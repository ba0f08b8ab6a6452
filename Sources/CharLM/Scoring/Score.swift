public import CharText
internal import Foundation

/// The log-probability of a text, token by token.
public struct Score: Sendable, Equatable {
  /// The text as it was given.
  public var text: String
  /// The predicted tokens: those of the text, and the boundary after them if the end counts.
  public var tokens: [Token]
  /// ln p of each of these tokens, given all before it, in nats.
  public var tokenLogProbabilities: [Double]
  /// The number of these tokens that are not in the vocabulary.
  public var unknownTokens: Int
  /// The number of bytes of the text as it was given.
  public var bytes: Int

  /// ln p of the whole text, in nats.
  public var logProbability: Double { tokenLogProbabilities.reduce(0, +) }
  /// −ln p per token; nil without tokens.
  public var natsPerToken: Double? {
    tokens.isEmpty ? nil : -logProbability / Double(tokens.count)
  }
  /// e^(nats per token); nil without tokens.
  public var perplexity: Double? { natsPerToken.map { exp($0) } }
}

extension Score {
  /// Makes a score from the tokens of a text and their log-probabilities.
  init(text: [UInt8], tokens: [Token], tokenLogProbabilities: [Double]) {
    self.init(
      text: String(decoding: text, as: UTF8.self), tokens: tokens,
      tokenLogProbabilities: tokenLogProbabilities,
      unknownTokens: tokens.count { $0 == Vocabulary.unknown }, bytes: text.count)
  }
}

extension AutoregressiveModel {
  /// Scores a text as one document, or what follows a part of it that is given.
  ///
  /// The score of a text is the sum of the scores of its parts, each given all parts before it:
  ///
  ///     let whole = try model.score("the quiet river").logProbability
  ///     let parts = try model.score("the ").logProbability
  ///       + model.score("quiet river", given: "the ").logProbability
  ///
  /// The context and the text become tokens separately, so a cut inside of a grapheme cluster, or of
  /// characters that normalization would join, makes other tokens than the whole.
  ///
  /// - Parameters:
  ///   - text: any text; an empty one has probability 1.
  ///   - given: the text before it, or after it if the model reads backward; it is read, but does not count.
  ///   - condition: the condition of the document; it is read, but does not count.
  ///   - countsEnd: whether the boundary after the text is predicted too.
  /// - Returns: the tokens of the text with their log-probabilities.
  /// - Throws: `TokenizerError.unknownPieces` if the model refuses text with characters that are not in its
  ///   vocabulary, `TokenizerError.unknownCondition`, or `PredictionError.notFinite`.
  public func score(
    _ text: String, given: String = "", condition: String? = nil, countsEnd: Bool = false
  ) throws -> Score {
    let context = try context(given, condition)
    let document = try document(Array(text.utf8), after: context, countsEnd: countsEnd)
    return try score(
      Array(text.utf8), document, logProbabilities(document[...]), after: context.count,
      countsEnd: countsEnd)
  }

  /// Makes the score of a text, in the order of the text, from the tokens of its document in the order of
  /// reading and the log-probabilities of all but the first.
  private func score(
    _ text: [UInt8], _ document: [Token], _ values: [Double], after context: Int, countsEnd: Bool
  ) throws(PredictionError) -> Score {
    try values.checkFinite()
    var tokens = Array(document.dropFirst(context))
    var values = Array(values.dropFirst(context - 1))
    if tokenizer.configuration.direction == .backward {
      let count = tokens.count - (countsEnd ? 1 : 0)
      tokens[..<count].reverse()
      values[..<count].reverse()
    }
    return Score(text: text, tokens: tokens, tokenLogProbabilities: values)
  }

  /// Encodes what is read before a text, in the order of reading: boundary, condition and context.
  func context(_ given: String = "", _ condition: String? = nil) throws -> [Token] {
    let condition = try condition.map { [try tokenizer.condition(named: $0)] } ?? []
    let tokens = try tokenizer.encode(given)
    let isForward = tokenizer.configuration.direction == .forward
    return [Vocabulary.documentBoundary] + condition + (isForward ? tokens : tokens.reversed())
  }

  /// Encodes a text after its context in the order of reading, with the next boundary if the end counts.
  func document(
    _ text: [UInt8], after context: [Token], countsEnd: Bool, isStart: Bool = true
  ) throws -> [Token] {
    let tokens = try tokenizer.encode(text, isStart: isStart && context.count == 1)
    let isForward = tokenizer.configuration.direction == .forward
    return context + (isForward ? tokens : tokens.reversed())
      + (countsEnd ? [Vocabulary.documentBoundary] : [])
  }

  /// Scores texts, each as one document. A `LanguageModel` reads them side by side on several threads. Each
  /// score is bit-identical to that of ``score(_:given:condition:countsEnd:)``.
  ///
  ///     for score in try model.scores(of: lines) { print(score.logProbability, score.text) }
  ///
  /// - Parameters:
  ///   - texts: any texts; empty ones have probability 1.
  ///   - given: the text before each of them; it is read, but does not count.
  ///   - condition: the condition of all documents; it is read, but does not count.
  ///   - countsEnd: whether the boundary after each text is predicted too.
  /// - Returns: the scores, in the order of the texts.
  /// - Throws: `TokenizerError.unknownPieces` if the model refuses text with characters that are not in its
  ///   vocabulary, `TokenizerError.unknownCondition`, or `PredictionError.notFinite`.
  public func scores(
    of texts: [String], given: String = "", condition: String? = nil, countsEnd: Bool = false
  ) throws -> [Score] {
    try scores(
      texts.map { Array($0.utf8) }, after: context(given, condition), countsEnd: countsEnd,
      isStart: true)
  }

  /// Scores lines of a file, each as one document.
  ///
  /// - Parameters:
  ///   - lines: the bytes of each line. Invalid UTF-8 is read as U+FFFD, unless the model reads any bytes.
  ///     U+FEFF is a character, not a byte order mark.
  ///   - given: the text before each of them; it is read, but does not count.
  ///   - condition: the condition of all documents.
  ///   - countsEnd: whether the boundary after each text is predicted too.
  /// - Returns: the scores, in the order of the texts.
  /// - Throws: the errors of ``scores(of:given:condition:countsEnd:)``.
  public func scores(
    ofLines lines: [[UInt8]], given: String = "", condition: String? = nil, countsEnd: Bool = false
  ) throws -> [Score] {
    try scores(lines, after: context(given, condition), countsEnd: countsEnd, isStart: false)
  }

  private func scores(
    _ texts: [[UInt8]], after context: [Token], countsEnd: Bool, isStart: Bool
  ) throws -> [Score] {
    var tokens: [Token] = []
    let ranges = try texts.map { text in
      let start = tokens.count
      tokens += try document(text, after: context, countsEnd: countsEnd, isStart: isStart)
      return start..<tokens.count
    }
    let values = logProbabilities(tokens[...], spans: ranges)
    return try zip(texts, ranges).map { text, range in
      try score(
        text, Array(tokens[range]), Array(values[range.lowerBound..<range.upperBound - 1]),
        after: context.count, countsEnd: countsEnd)
    }
  }
}
