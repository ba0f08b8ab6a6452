package import CharIO
internal import CharText

extension [TextLoss] {
  /// A table row with the parts of the text that the figures omit, if any.
  package var facts: [(String, String)] {
    isEmpty ? [] : [("lossy", words + "; do not compare bits with those of lossless models")]
  }

  /// Returns the warning about the figures of a model in a table of several.
  package func note(on model: String) -> String {
    "\(model): do not compare; it loses a part of the text (\(words))"
  }

  /// The names in one line.
  package var words: String { map(\.rawValue).joined(separator: ", ") }

  /// The names as JSON.
  package var json: JSON { .array(map { .string($0.rawValue) }) }
}
