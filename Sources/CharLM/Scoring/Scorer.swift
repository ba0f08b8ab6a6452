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
  ///   or `TokenizerError.unknownCondition`.
  public func scores(
    of texts: [String], condition: String? = nil, countsEnd: Bool = false
  ) throws -> [Score] {
    var tokens: [Token] = []
    let ranges = try texts.map { text in
      let start = tokens.count
      tokens += try model.document(text, condition: condition, countsEnd: countsEnd)
      return start..<tokens.count
    }
    let values = spans.logProbabilities(tokens[...], spans: ranges)
    return zip(texts, ranges).map { text, range in
      model.score(
        text, Array(tokens[range]), Array(values[range.lowerBound..<range.upperBound - 1]),
        countsEnd: countsEnd)
    }
  }
}
