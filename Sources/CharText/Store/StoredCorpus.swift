/// A corpus as tokens, in memory or in a file.
public struct StoredCorpus: Sendable {
  /// The documents in order, each preceded by one ``Vocabulary/documentBoundary``; none at the end.
  public var tokens: TokenStore
  /// The statistics of the text.
  public var statistics: CorpusStatistics
  /// Warnings about the text, one line each, for standard error.
  public var warnings: [String]
  /// A hash of the text after line ends and documents are processed.
  package var hash: String

  /// The corpus with all tokens in memory.
  public var encoded: EncodedCorpus {
    EncodedCorpus(
      tokens: tokens.tokens(0..<tokens.count), statistics: statistics, warnings: warnings)
  }
}

/// The metadata of a stored corpus.
struct StoredCorpusDescription: Codable {
  /// The token of each piece.
  var pieces: [Token]
  var statistics: CorpusStatistics
  var warnings: [String]
  var hash: String
}
