package import CharIO
package import CharLM
internal import CharText

/// A line whose characters have labels.
package struct TaggedLine {
  private let characters: [LabeledCharacter]
  private let unknown: Int

  /// Creates a line.
  ///
  /// - Parameters:
  ///   - characters: its characters.
  ///   - unknown: the number of its unknown tokens.
  package init(_ characters: [LabeledCharacter], unknown: Int) {
    (self.characters, self.unknown) = (characters, unknown)
  }

  /// Two columns, and an empty line after them; nothing for an empty line.
  package var columns: String {
    if characters.isEmpty { return "" }
    return characters.map {
      "\(LabeledFormat.escape($0.character))\t\(LabeledFormat.escape($0.label))\n"
    }.joined() + "\n"
  }

  /// Returns the text with its labels in it.
  ///
  /// - Parameter outside: the label that stands for nothing, if there is one.
  /// - Returns: the line with its end.
  package func inserted(outside: String?) -> String {
    LabelsFromText.insert(
      characters.map(\.character), characters.map(\.label), outside: outside) + "\n"
  }

  /// The labels with stable keys.
  package var json: JSON {
    .object([
      ("text", .string(characters.map(\.character).joined())),
      ("characters", .array(characters.map { .string($0.character) })),
      ("labels", .array(characters.map { .string($0.label) })),
      ("probabilities", .array(characters.map { .number($0.probability) })),
      ("unknown_tokens", .integer(unknown)),
    ])
  }
}
