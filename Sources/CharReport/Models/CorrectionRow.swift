package import CharIO
package import CharLM

/// The correction of a line.
package struct CorrectionRow {
  private let correction: Correction
  private let line: Int

  /// Creates a row.
  ///
  /// - Parameters:
  ///   - correction: the correction.
  ///   - line: the number of the line.
  package init(_ correction: Correction, line: Int) {
    (self.correction, self.line) = (correction, line)
  }

  /// Returns a change in words.
  ///
  /// - Parameters:
  ///   - change: a change of the correction.
  ///   - place: its place in the file.
  /// - Returns: the place, the change, how sure it is and the gain.
  package func note(_ change: TextChange, at place: String) -> String {
    let text =
      switch change.kind {
      case .insert: "inserted “\(change.correction)”"
      case .delete: "deleted “\(change.original)”"
      case .replace, .swap: "“\(change.original)” → “\(change.correction)”"
      }
    let percent = (100 * correction.choice.confidence).fixed(1)
    let gain = correction.gain.fixed(1)
    return "\(place): \(text.withoutControls) (\(percent) % sure, gain \(gain) nats)"
  }

  /// Returns the text that was chosen, and after it other texts, with stable keys.
  ///
  /// - Parameter count: the maximum number of texts.
  /// - Returns: an object for each text.
  package func objects(_ count: Int) -> [JSON] {
    let others = correction.alternatives.filter { $0 != correction.choice }
    return ([correction.choice] + others.prefix(count - 1)).map { text in
      let changes = text.changes.map { change in
        JSON.object([
          ("kind", .string(change.kind.rawValue)), ("column", .integer(change.column)),
          ("from", .string(change.original)), ("to", .string(change.correction)),
        ])
      }
      return .object([
        ("line", .integer(line)), ("text", .string(text.text)), ("score", .number(text.score)),
        ("gain", .number(text.score - correction.score)),
        ("confidence", .number(text.confidence)), ("changes", .array(changes)),
      ])
    }
  }
}
