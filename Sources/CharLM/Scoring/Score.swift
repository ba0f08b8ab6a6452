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
  init(text: String, tokens: [Token], tokenLogProbabilities: [Double]) {
    self.init(
      text: text, tokens: tokens, tokenLogProbabilities: tokenLogProbabilities,
      unknownTokens: tokens.count { $0 == Vocabulary.unknown })
  }
}

extension AutoregressiveModel {
  /// Scores a text as one document.
  ///
  /// - Parameters:
  ///   - text: any text; an empty one has probability 1.
  ///   - condition: the condition of the document; it is read, but does not count.
  ///   - countsEnd: whether the boundary after the text is predicted too.
  /// - Returns: the tokens of the text with their log-probabilities.
  /// - Throws: `TokenizerError.unknownPieces` if the model refuses text with characters that are not in its
  ///   vocabulary, `TokenizerError.unknownCondition`, or `PredictionError.notFinite`.
  public func score(
    _ text: String, condition: String? = nil, countsEnd: Bool = false
  ) throws -> Score {
    let tokens = try document(Array(text.utf8), condition: condition, countsEnd: countsEnd)
    return try score(text, tokens, logProbabilities(tokens[...]), countsEnd: countsEnd)
  }

  /// Makes the score of a text, in the order of the text, from the tokens of its document in the order of
  /// reading and the log-probabilities of all but the first.
  func score(
    _ text: String, _ document: [Token], _ values: [Double], countsEnd: Bool
  ) throws(PredictionError) -> Score {
    try values.checkFinite()
    let given = document.count > 1 && tokenizer.vocabulary.isCondition(document[1]) ? 1 : 0
    var (tokens, values) = (Array(document.dropFirst(1 + given)), Array(values.dropFirst(given)))
    if tokenizer.configuration.direction == .backward {
      let count = tokens.count - (countsEnd ? 1 : 0)
      tokens[..<count].reverse()
      values[..<count].reverse()
    }
    return Score(text: text, tokens: tokens, tokenLogProbabilities: values)
  }

  /// Encodes a text as a document in the order of reading: boundary, condition, text, and the next boundary if
  /// the end counts.
  func document(
    _ text: [UInt8], condition: String?, countsEnd: Bool, isStart: Bool = true
  ) throws -> [Token] {
    let end = countsEnd ? [Vocabulary.documentBoundary] : []
    let condition = try condition.map { try tokenizer.condition(named: $0) }
    var tokens = [Vocabulary.documentBoundary]
    if let condition { tokens.append(condition) }
    tokens += try tokenizer.encode(text, isStart: isStart)
    tokenizer.configuration.direction.order(&tokens, of: tokenizer.vocabulary)
    return tokens + end
  }

  /// Scores texts, each as one document. A `LanguageModel` reads them side by side on several threads. Each
  /// score is bit-identical to that of ``score(_:condition:countsEnd:)``.
  ///
  ///     for score in try model.scores(of: lines) { print(score.logProbability, score.text) }
  ///
  /// - Parameters:
  ///   - texts: any texts; empty ones have probability 1.
  ///   - condition: the condition of all documents; it is read, but does not count.
  ///   - countsEnd: whether the boundary after each text is predicted too.
  /// - Returns: the scores, in the order of the texts.
  /// - Throws: `TokenizerError.unknownPieces` if the model refuses text with characters that are not in its
  ///   vocabulary, `TokenizerError.unknownCondition`, or `PredictionError.notFinite`.
  public func scores(
    of texts: [String], condition: String? = nil, countsEnd: Bool = false
  ) throws -> [Score] {
    try scores(texts.map { Array($0.utf8) }, condition, countsEnd: countsEnd, isStart: true)
  }

  /// Scores lines of a file, each as one document.
  ///
  /// - Parameters:
  ///   - lines: the bytes of each line. Invalid UTF-8 is read as U+FFFD, unless the model reads any bytes.
  ///     U+FEFF is a character, not a byte order mark.
  ///   - condition: the condition of all documents.
  ///   - countsEnd: whether the boundary after each text is predicted too.
  /// - Returns: the scores, in the order of the texts.
  /// - Throws: the errors of ``scores(of:condition:countsEnd:)``.
  public func scores(
    ofLines lines: [[UInt8]], condition: String? = nil, countsEnd: Bool = false
  ) throws -> [Score] {
    try scores(lines, condition, countsEnd: countsEnd, isStart: false)
  }

  private func scores(
    _ texts: [[UInt8]], _ condition: String?, countsEnd: Bool, isStart: Bool
  ) throws -> [Score] {
    var tokens: [Token] = []
    let ranges = try texts.map { text in
      let start = tokens.count
      tokens += try document(
        text, condition: condition, countsEnd: countsEnd, isStart: isStart)
      return start..<tokens.count
    }
    let values = logProbabilities(tokens[...], spans: ranges)
    return try zip(texts, ranges).map { text, range in
      try score(
        String(decoding: text, as: UTF8.self), Array(tokens[range]),
        Array(values[range.lowerBound..<range.upperBound - 1]),
        countsEnd: countsEnd)
    }
  }
}
