internal import CharText
internal import Foundation

extension AutoregressiveModel {
  /// Ranks the texts of each group.
  ///
  ///     let texts = ["I can fly.", "I can flies."].map { Array($0.utf8) }
  ///     print(try model.ranking(of: [texts])[0][0].index)
  ///
  /// - Parameters:
  ///   - groups: the texts of each group, as lines of a file.
  ///   - measure: the number by which texts are compared.
  ///   - condition: the condition of all texts.
  ///   - countsEnd: whether the boundary after each text is predicted too.
  /// - Returns: for each group its texts, best first; texts with equal scores keep their order, and empty ones
  ///   come last.
  /// - Throws: the errors of ``comparableScores(of:by:condition:countsEnd:)``.
  public func ranking(
    of groups: [[[UInt8]]], by measure: RankingMeasure = .perToken, condition: String? = nil,
    countsEnd: Bool = false
  ) throws -> [[RankedText]] {
    RankedText.rankings(
      of: groups,
      by: try comparableScores(
        of: groups.flatMap(\.self), by: measure, condition: condition, countsEnd: countsEnd))
  }

  /// Computes a number for each text by which it can be compared with others; higher is better.
  ///
  /// The probability of the unknown token is that of all characters that the vocabulary lacks. Here it is divided
  /// equally among them, so that a text with an unknown character does not win by it.
  ///
  /// - Parameters:
  ///   - texts: texts as lines of a file.
  ///   - measure: the number.
  ///   - condition: the condition of all texts.
  ///   - countsEnd: whether the boundary after each text is predicted too.
  /// - Returns: a number for each text; nil for one without tokens, which cannot be compared.
  /// - Throws: `TokenizerError.unknownPieces` if the model refuses text with characters that are not in its
  ///   vocabulary, `TokenizerError.unknownCondition`, or `PredictionError.notFinite`.
  public func comparableScores(
    of texts: [[UInt8]], by measure: RankingMeasure, condition: String? = nil,
    countsEnd: Bool = false
  ) throws -> [Double?] {
    try comparisons(of: texts, by: measure, condition: condition, countsEnd: countsEnd)
      .map(\.score)
  }

  /// Computes the numbers of ``comparableScores(of:by:condition:countsEnd:)`` and counts the tokens.
  package func comparisons(
    of texts: [[UInt8]], by measure: RankingMeasure, condition: String? = nil,
    countsEnd: Bool = false
  ) throws -> [ComparedText] {
    let given = try context("", condition)
    let documents = try texts.map {
      try document($0, after: given, countsEnd: countsEnd, isStart: false)
    }
    var totals = logProbabilities(ofTexts: documents)
    if condition != nil {
      // The condition is read, but does not count.
      let start = logProbabilities(ofTexts: [given])[0]
      for index in totals.indices { totals[index] -= start }
    }
    try totals.checkFinite()
    let share = log(Double(tokenizer.vocabulary.missingScalars))
    return zip(documents, totals).map { document, total in
      let count = document.count - given.count
      var text = ComparedText(
        tokens: count - (countsEnd ? 1 : 0),
        unknownTokens: document.count { $0 == Vocabulary.unknown })
      if text.tokens > 0 {
        text.score = measure.score(
          total - Double(text.unknownTokens) * share, tokens: count)
      }
      return text
    }
  }
}

extension Vocabulary {
  /// The number of Unicode scalars that the vocabulary lacks, about.
  fileprivate var missingScalars: Int { max(1, 0x110000 - 0x800 - count) }
}
