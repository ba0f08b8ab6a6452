package import CharIO
package import CharNGram

/// The score of a line by a model of words, as a row.
package struct WordScoreRow {
  private let line: [UInt8]
  private let score: WordModel.Score

  /// Creates a row.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - score: its score.
  package init(_ line: [UInt8], _ score: WordModel.Score) {
    (self.line, self.score) = (line, score)
  }

  /// Logarithm to base 10, words, unknown words and the line, separated by tabs.
  package var columns: [UInt8] {
    Array(
      "\(score.log10Probability.fixed(6))\t\(score.words)\t\(score.unknownWords)\t".utf8)
      + line + [UInt8(ascii: "\n")]
  }

  /// The score with stable keys.
  package var json: JSON {
    .object([
      ("text", .string(String(decoding: line, as: UTF8.self))),
      ("log10_probability", .number(score.log10Probability)), ("words", .integer(score.words)),
      ("unknown_words", .integer(score.unknownWords)), ("perplexity", .optional(score.perplexity)),
    ])
  }
}
