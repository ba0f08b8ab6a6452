/// A corpus as tokens.
public struct EncodedCorpus: Equatable, Sendable {
  /// Every document in order, each after one ``Vocabulary/documentBoundary``; none at the end.
  public var tokens: [Token]
  /// What was read.
  public var statistics: CorpusStatistics
  /// What a user should be told about the text, each in one line; for standard error.
  public var warnings: [String]
}
