package import CharIO
package import CharLM
internal import CharText

/// A line whose text has a label.
package struct LabeledLine {
  private let text: String
  private let labels: [LabelProbability]
  private let top, unknown: Int

  /// Creates a line.
  ///
  /// - Parameters:
  ///   - text: the line.
  ///   - labels: all labels, the likeliest first.
  ///   - top: the number of labels that are shown.
  ///   - unknown: the number of its unknown tokens.
  package init(_ text: String, _ labels: [LabelProbability], top: Int, unknown: Int) {
    (self.text, self.labels) = (text, labels)
    (self.top, self.unknown) = (top, unknown)
  }

  private var best: ArraySlice<LabelProbability> { labels.prefix(top) }

  /// Labels, their probabilities and the line, separated by tabs.
  package var columns: String {
    best.map { "\($0.label)\t\($0.probability.fixed(4))\t" }.joined() + text + "\n"
  }

  /// The labels with stable keys.
  package var json: JSON {
    .object([
      ("text", .string(text)), ("label", .string(labels[0].label)),
      ("probability", .number(labels[0].probability)), ("unknown_tokens", .integer(unknown)),
      (
        "labels",
        .array(
          best.map {
            .object([("label", .string($0.label)), ("probability", .number($0.probability))])
          })
      ),
    ])
  }
}

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
