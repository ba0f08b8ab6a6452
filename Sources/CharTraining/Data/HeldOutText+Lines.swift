package import CharLM
internal import CharText

extension HeldOutText {
  /// The maximum number of lines that are scored.
  private static let mostLines = 5000

  /// Returns the lines, each as a document of its own in reading order: boundary, condition and text. Of many
  /// lines, evenly distributed ones are chosen.
  func lines(_ vocabulary: Vocabulary) -> [[Token]] {
    var lines: [[Token]] = []
    var start: [Token] = []
    var line: [Token] = []
    func isEnd(_ token: Token) -> Bool { vocabulary.bytes(of: token).last == UInt8(ascii: "\n") }
    func isReturn(_ token: Token) -> Bool { vocabulary.bytes(of: token) == [UInt8(ascii: "\r")] }
    func finish() {
      // Of CR LF, which a model that reads backward reads as LF CR.
      if let last = line.last, isReturn(last) { line.removeLast() }
      if let first = line.first, isReturn(first) { line.removeFirst() }
      if !line.isEmpty { lines.append(start + line) }
      line.removeAll()
    }
    for token in tokens {
      if token == Vocabulary.documentBoundary {
        finish()
        start = [token]
      } else if start.count == 1, line.isEmpty, vocabulary.isCondition(token) {
        start.append(token)
      } else if isEnd(token) {
        finish()
      } else {
        line.append(token)
      }
    }
    finish()
    guard lines.count > Self.mostLines else { return lines }
    return (0..<Self.mostLines).map { lines[$0 * lines.count / Self.mostLines] }
  }
}

extension AutoregressiveModel {
  /// Scores the lines of held-out text, each as one document.
  ///
  /// - Parameter text: the text.
  /// - Returns: how their nats per token are distributed; nil for too few lines.
  package func lineDistribution(of text: HeldOutText) -> LineDistribution? {
    let lines = text.lines(tokenizer.vocabulary)
    var tokens: [Token] = []
    let spans = lines.map { line in
      tokens += line
      return tokens.count - line.count..<tokens.count
    }
    guard !tokens.isEmpty else { return nil }
    let values = logProbabilities(tokens[...], spans: spans)
    return LineDistribution(
      lines: zip(lines, spans).map { line, span in
        let given = tokenizer.vocabulary.isCondition(line[1]) ? 1 : 0
        return Array(values[span.lowerBound + given..<span.upperBound - 1])
      })
  }
}
