/// A corpus as tokens.
public struct EncodedCorpus: Equatable, Sendable {
  /// The documents in order, each preceded by one ``Vocabulary/documentBoundary``; none at the end.
  public var tokens: [Token]
  /// The statistics of the text.
  public var statistics: CorpusStatistics
  /// Warnings about the files.
  public var warnings: [String]
}
