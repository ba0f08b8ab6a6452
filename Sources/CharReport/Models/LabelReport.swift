package import CharIO
package import CharLM
internal import CharText

/// An evaluation of labels, as text and as JSON.
package struct LabelReport: PrintedResult {
  private let evaluation: LabelEvaluation
  private let outside: String?
  private let sequences: Int
  private let unknownTokens: Int
  private let seconds: Double

  /// Creates a report of an evaluation.
  package init(
    _ evaluation: LabelEvaluation, outside: String?, sequences: Int, unknownTokens: Int,
    seconds: Double
  ) {
    (self.evaluation, self.outside) = (evaluation, outside)
    (self.sequences, self.unknownTokens, self.seconds) = (sequences, unknownTokens, seconds)
  }

  private var confusion: ConfusionTable { evaluation.confusion }

  /// Maximum number of labels for a full confusion matrix.
  private static let tableLimit = 16
  /// Maximum number of confused pairs listed instead.
  private static let pairLimit = 20

  /// Figures, a table of the labels, and the confusions.
  package var text: String {
    var rows: [(String, String)] = [
      ("sequences", sequences.grouped), ("labels given", confusion.total.grouped),
      ("accuracy", Self.number(confusion.accuracy)),
      ("nats per label", evaluation.knownTargets > 0 ? evaluation.natsPerLabel.fixed(4) : "–"),
      ("macro F1", Self.number(confusion.macroF1())),
      ("micro F1", Self.number(confusion.micro().f1)),
    ]
    if let outside {
      let inside = confusion.micro(without: outside)
      let name = "without \(LabeledFormat.escape(outside))"
      rows += [
        ("precision \(name)", Self.number(inside.precision)),
        ("recall \(name)", Self.number(inside.recall)),
        ("F1 \(name)", Self.number(inside.f1)),
        ("macro F1 \(name)", Self.number(confusion.macroF1(without: outside))),
      ]
    }
    rows += [("unknown tokens", unknownTokens.grouped), ("seconds", seconds.fixed(2))]
    return TextTable(rows).text + "\n" + TextTable(labels).text + "\n" + pairs
  }

  /// One row per label, below the column names.
  private var labels: [[String]] {
    [["label", "expected", "predicted", "correct", "precision", "recall", "F1"]]
      + confusion.labels.enumerated().map { index, label in
        let figures = confusion.figures(of: index)
        return [
          LabeledFormat.escape(label), figures.expected.grouped, figures.predicted.grouped,
          figures.correct.grouped, Self.number(figures.precision), Self.number(figures.recall),
          Self.number(figures.f1),
        ]
      }
  }

  /// The confusion matrix, or the most frequent confusions.
  private var pairs: String {
    let names = confusion.labels.map(LabeledFormat.escape)
    guard names.count > Self.tableLimit else {
      let rows = zip(names, confusion.counts).map { [$0] + $1.map(\.grouped) }
      return "expected (rows) and predicted (columns)\n" + TextTable([[""] + names] + rows).text
    }
    let mistakes = names.indices.flatMap { expected in
      names.indices.compactMap { predicted in
        expected == predicted || confusion.counts[expected][predicted] == 0
          ? nil : (expected, predicted, confusion.counts[expected][predicted])
      }
    }.sorted { $0.2 > $1.2 }
    return "the most frequent mistakes\n"
      + TextTable(
        [["expected", "predicted", "times"]]
          + mistakes.prefix(Self.pairLimit).map { [names[$0.0], names[$0.1], $0.2.grouped] }
      ).text
  }

  /// All figures with stable keys.
  package var json: JSON {
    var members: [(String, JSON)] = [
      ("sequences", .integer(sequences)), ("labels_given", .integer(confusion.total)),
      ("accuracy", .optional(confusion.accuracy)),
      ("nats_per_label", .number(evaluation.natsPerLabel)),
      ("macro_f1", .optional(confusion.macroF1())), ("micro_f1", .optional(confusion.micro().f1)),
      ("outside", outside.map(JSON.string) ?? .null),
    ]
    if let outside {
      let inside = confusion.micro(without: outside)
      members += [
        ("precision_inside", .optional(inside.precision)),
        ("recall_inside", .optional(inside.recall)), ("f1_inside", .optional(inside.f1)),
        ("macro_f1_inside", .optional(confusion.macroF1(without: outside))),
      ]
    }
    members += [
      ("unknown_tokens", .integer(unknownTokens)),
      ("unknown_labels", .integer(evaluation.unknownTargets)), ("seconds", .number(seconds)),
      (
        "labels",
        .array(
          confusion.labels.enumerated().map { index, label in
            let figures = confusion.figures(of: index)
            return .object([
              ("label", .string(label)), ("expected", .integer(figures.expected)),
              ("predicted", .integer(figures.predicted)), ("correct", .integer(figures.correct)),
              ("precision", .optional(figures.precision)), ("recall", .optional(figures.recall)),
              ("f1", .optional(figures.f1)),
            ])
          })
      ),
      ("confusion", .array(confusion.counts.map { .array($0.map(JSON.integer)) })),
    ]
    return .object(members)
  }

  private static func number(_ value: Double?) -> String { value?.fixed(4) ?? "–" }
}
