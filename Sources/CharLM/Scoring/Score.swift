public import CharText

/// How plausible a text is.
public struct Score: Sendable, Equatable {
  /// The text as it was given.
  public var text: String
  /// What was predicted: the text's tokens, and the boundary after them if that was asked for.
  public var tokens: [Token]
  /// ln p of each of them, given all before, in nats.
  public var tokenLogProbabilities: [Double]
  /// How many of them are unknown to the model.
  public var unknownTokens: Int

  /// ln p of the whole, in nats.
  public var logProbability: Double { tokenLogProbabilities.reduce(0, +) }
  /// −ln p per token; nil of nothing.
  public var natsPerToken: Double? {
    tokens.isEmpty ? nil : -logProbability / Double(tokens.count)
  }
  /// e to that.
  public var perplexity: Double? { natsPerToken.map(exponential) }
}

extension Score {
  /// The score of a text from what its tokens are worth.
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
  ///   - text: any text; empty is certain.
  ///   - condition: what the document is under; it is given, and does not count.
  ///   - countsEnd: whether the boundary after it is predicted too.
  /// - Returns: its tokens with their log-probabilities.
  /// - Throws: `TokenizerError.unknownPieces` if the model takes no text that it does not know in full,
  ///   `TokenizerError.unknownCondition`, or `PredictionError.notFinite`.
  public func score(
    _ text: String, condition: String? = nil, countsEnd: Bool = false
  ) throws -> Score {
    let tokens = try document(Array(text.utf8), condition: condition, countsEnd: countsEnd)
    return try score(text, tokens, logProbabilities(tokens[...]), countsEnd: countsEnd)
  }

  /// The score of a text from what the tokens of its document are worth, in the order of the text.
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

  /// A text as a document in the order of reading: after its boundary and condition, and before the
  /// next boundary if that counts.
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

  /// Scores texts, each as one document: lanes of batches, on several threads, where the model can. The score
  /// of a text is that of ``score(_:condition:countsEnd:)``, to the last bit.
  ///
  ///     for score in try model.scores(of: lines) { print(score.logProbability, score.text) }
  ///
  /// - Parameters:
  ///   - texts: any texts; empty ones are certain.
  ///   - condition: what all of them are under; it is given, and does not count.
  ///   - countsEnd: whether the boundary after each is predicted too.
  /// - Returns: a score for each, in the same order.
  /// - Throws: `TokenizerError.unknownPieces` if the model takes no text that it does not know in full,
  ///   `TokenizerError.unknownCondition`, or `PredictionError.notFinite`.
  public func scores(
    of texts: [String], condition: String? = nil, countsEnd: Bool = false
  ) throws -> [Score] {
    try scores(texts.map { Array($0.utf8) }, condition, countsEnd: countsEnd, isStart: true)
  }

  /// Scores lines of a file, each as one document.
  ///
  /// - Parameters:
  ///   - lines: the bytes of each; what is not UTF-8 is U+FFFD, unless the model takes any bytes. A byte
  ///     order mark of the file is none of them: in a line, U+FEFF is a character.
  ///   - condition: what all of them are under.
  ///   - countsEnd: whether the boundary after each is predicted too.
  /// - Returns: a score for each, in the same order.
  /// - Throws: as ``scores(of:condition:countsEnd:)``.
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
