package import CharIO
internal import CharText

extension [TextLoss] {
  /// A row of a table that says what figures leave out; none if nothing.
  package var facts: [(String, String)] {
    isEmpty ? [] : [("lossy", words + "; do not compare bits with those of lossless models")]
  }

  /// All of them, in one line.
  package var words: String { map(\.rawValue).joined(separator: ", ") }

  /// Their names, for programs.
  package var json: JSON { .array(map { .string($0.rawValue) }) }
}
