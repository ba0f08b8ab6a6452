/// The direction in which a model reads a document.
public enum ReadingDirection: String, CaseIterable, Codable, Sendable {
  /// From the first character to the last.
  case forward
  /// From the last character to the first; the model predicts the text before a prompt.
  case backward

  /// Arranges the tokens of every document in reading order; boundaries stay in place, and so do
  /// the conditions after them.
  ///
  /// Applying it twice restores the original order.
  ///
  /// - Parameters:
  ///   - tokens: The documents, each preceded by its boundary.
  ///   - vocabulary: The vocabulary of the tokens.
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
