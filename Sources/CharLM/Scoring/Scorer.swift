internal import CharText

/// Scores many texts at once, each as one document: lanes of batches, on several threads.
///
///     let scorer = Scorer(model)
///     for score in try scorer.scores(of: lines) { print(score.logProbability, score.text) }
///
/// A text's score is that of `LanguageModel.score`, to the last bit. A scorer keeps its threads and
/// workspaces for the next call, and belongs to one thread.
public final class Scorer {
  private let model: LanguageModel
  private let spans: SpanScorer

  /// A scorer.
  ///
  /// - Parameters:
  ///   - model: what says how likely a text is.
  ///   - threads: threads at most; nil = all processors.
  public init(_ model: LanguageModel, threads: Int? = nil) {
    self.model = model
    spans = SpanScorer(model.reader, threads: threads)
  }

  /// Scores texts.
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
      tokens += try model.document(
        text, condition: condition, countsEnd: countsEnd, isStart: isStart)
      return start..<tokens.count
    }
    let values = spans.logProbabilities(tokens[...], spans: ranges)
    return try zip(texts, ranges).map { text, range in
      try model.score(
        String(decoding: text, as: UTF8.self), Array(tokens[range]),
        Array(values[range.lowerBound..<range.upperBound - 1]),
        countsEnd: countsEnd)
    }
  }
}
