/// A corpus as tokens that need not be in memory.
public struct StoredCorpus: Sendable {
  /// Every document in order, each after one ``Vocabulary/documentBoundary``; none at the end.
  public var tokens: TokenStore
  /// What was read.
  public var statistics: CorpusStatistics
  /// What a user should be told about the text, each in one line; for standard error.
  public var warnings: [String]
  /// Tells apart texts, after line ends and documents are settled.
  package var hash: String

  /// The same with all tokens in memory.
  public var encoded: EncodedCorpus {
    EncodedCorpus(
      tokens: tokens.tokens(0..<tokens.count), statistics: statistics, warnings: warnings)
  }
}

/// All of a stored corpus but its passages.
struct StoredCorpusDescription: Codable {
  /// The token of each piece.
  var pieces: [Token]
  var statistics: CorpusStatistics
  var warnings: [String]
  var hash: String
}
