package import CharIO
package import CharLM

/// A text whose gaps are filled.
package struct FillingRow {
  private let filled: FilledText
  private let line: Int?

  /// Creates a row.
  ///
  /// - Parameters:
  ///   - filled: the text.
  ///   - line: the line of the file that it stands for; nil = it is the only text.
  package init(_ filled: FilledText, line: Int?) { (self.filled, self.line) = (filled, line) }

  /// The score, the fillings and the text, separated by tabs.
  package var columns: String {
    "\(filled.score.fixed(2))\t\(filled.fillings.joined(separator: " | "))\t\(filled.text)"
  }

  /// The text and its fillings with stable keys.
  package var json: JSON {
    var members: [(String, JSON)] = [("text", .string(filled.text))]
    if let line { members.insert(("line", .integer(line)), at: 0) }
    members.append(
      filled.fillings.count == 1
        ? ("filling", .string(filled.fillings[0]))
        : ("fillings", .array(filled.fillings.map { .string($0) })))
    members.append(("log_probability", .number(filled.logProbability)))
    members.append(("score", .number(filled.score)))
    return .object(members)
  }
}
