package import CharIO
package import CharLM

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
