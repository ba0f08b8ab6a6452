/// A corpus as tokens.
public struct EncodedCorpus: Equatable, Sendable {
  /// The documents in order, each preceded by one ``Vocabulary/documentBoundary``; none at the end.
  public var tokens: [Token]
  /// The statistics of the text.
  public var statistics: CorpusStatistics
  /// Warnings about the text, one line each, for standard error.
  public var warnings: [String]
}
