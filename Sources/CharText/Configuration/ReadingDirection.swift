/// Which way a model reads a document.
public enum ReadingDirection: String, CaseIterable, Codable, Sendable {
  /// From its first character to its last.
  case forward
  /// From its last character to its first: such a model says what comes before a text.
  case backward

  /// Puts the tokens of every document into the order in which they are read; boundaries stay, and so
  /// do conditions behind them.
  ///
  /// - Parameters:
  ///   - tokens: a stream of documents, each after its boundary. Twice is once forward again.
  ///   - vocabulary: what they are tokens of.
  public func order(_ tokens: inout [Token], of vocabulary: Vocabulary) {
    guard self == .backward else { return }
    var start = 0
    for index in 0...tokens.count
    where index == tokens.count || tokens[index] == Vocabulary.documentBoundary {
      if start < index, vocabulary.isCondition(tokens[start]) { start += 1 }
      tokens[start..<index].reverse()
      start = index + 1
    }
  }
}
